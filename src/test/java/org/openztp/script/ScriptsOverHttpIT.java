package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestServer;

/** A router of this JVM registers at a whole server, is provisioned, and gets scripts by the API. */
class ScriptsOverHttpIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static FakeRouter router;
    private static TestServer server;
    private static long device;

    @BeforeAll
    static void provisionARouter(@TempDir Path home) throws Exception {
        router = new FakeRouter("02:1a:b0:00:00:01", "23.05.3");
        server = TestServer.start(home, "provision.ssh-port", "" + router.sshd().port());
        HttpRequest register = HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"mac\":\"02:1a:b0:00:00:01\",\"hostname\":\"OpenWrt\",\"release\":\"23.05.3\"}"))
                .build();
        device = json(CLIENT.send(register, HttpResponse.BodyHandlers.ofString()))
                .path("id")
                .asLong();
        await("provisioned")
                .atMost(SOON)
                .until(() -> get("/devices/" + device).path("state").asText().equals("PROVISIONED"));
    }

    @AfterAll
    static void stop() {
        server.close();
        router.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    private static HttpResponse<String> send(String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url("/api/v1") + path))
                .header("Authorization", "Bearer " + server.adminToken());
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode get(String path) throws Exception {
        return json(send(path, null));
    }

    private static JsonNode order(String body) throws Exception {
        HttpResponse<String> response = send("/script-runs", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        return json(response);
    }

    private static JsonNode ended(long run) throws Exception {
        await("run " + run)
                .atMost(SOON)
                .until(() -> get("/script-runs/" + run).path("finishedAt").isTextual());
        return get("/script-runs/" + run);
    }

    @Test
    void theLibraryIsListed() throws Exception {
        JsonNode items = get("/scripts").path("items");
        assertThat(items).hasSize(3);
        assertThat(items.get(0).path("name").asText()).isEqualTo("init.sh");
        assertThat(items.get(0).path("default").asBoolean()).isTrue();
        assertThat(items.get(0).path("arguments").get(0).asText()).isEqualTo("${id}");
    }

    @Test
    void anOrderRunsAndItsOutputIsRead() throws Exception {
        router.script(shell -> {
            shell.print("hello " + shell.arguments() + "\n");
            return 4;
        });
        JsonNode batch =
                order("{\"script\":\"set_hostname.sh\",\"targets\":[" + device + "],\"arguments\":[\"wrt-${id}\"]}");
        long run = batch.path("runs").get(0).path("id").asLong();
        JsonNode ended = ended(run);
        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").asText()).isEqualTo("script_failed");
        assertThat(ended.path("exitCode").asInt()).isEqualTo(4);
        assertThat(ended.path("requestedBy").asText()).isEqualTo("admin");
        String printed = "hello [wrt-" + device + "]\n";
        assertThat(ended.path("outputBytes").asInt()).isEqualTo(printed.length());
        HttpResponse<String> output = send("/script-runs/" + run + "/output", null);
        assertThat(output.body()).isEqualTo(printed);
        assertThat(output.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        JsonNode ofBatch = get("/script-runs?batch=" + batch.path("batch").asText());
        assertThat(ofBatch.path("items")).hasSize(1);
        assertThat(ofBatch.path("next").isNull()).isTrue();
    }

    @Test
    void whatIsPrintedIsSeenWhileTheScriptRuns() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        router.script(shell -> {
            shell.print("begun\n");
            mayEnd.await();
            return 0;
        });
        long run = order("{\"script\":\"init.sh\",\"all\":true}")
                .path("runs")
                .get(0)
                .path("id")
                .asLong();
        await("live output")
                .atMost(SOON)
                .until(() ->
                        send("/script-runs/" + run + "/output", null).body().equals("begun\n"));
        assertThat(get("/script-runs/" + run).path("state").asText()).isEqualTo("RUNNING");
        mayEnd.countDown();
        assertThat(ended(run).path("state").asText()).isEqualTo("SUCCEEDED");
    }

    @Test
    void runsArePagedNewestFirst() throws Exception {
        router.script(shell -> 0);
        for (int i = 0; i < 3; i++) {
            ended(order("{\"script\":\"init.sh\",\"targets\":[" + device + "]}")
                    .path("runs")
                    .get(0)
                    .path("id")
                    .asLong());
        }
        JsonNode first = get("/script-runs?device=" + device + "&limit=2");
        assertThat(first.path("items")).hasSize(2);
        JsonNode second = get("/script-runs?device=" + device + "&limit=2&cursor="
                + first.path("next").asText());
        assertThat(second.path("items").get(0).path("id").asLong())
                .isLessThan(first.path("items").get(1).path("id").asLong());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"script\":\"init.sh\",\"targets\":[424242]}|422|424242",
                "{\"script\":\"init.sh\",\"targets\":[1],\"all\":true}|422|targets",
                "{\"script\":\"init.sh\"}|422|targets",
                "{\"targets\":[1]}|422|script",
                "{\"script\":\"no.sh\",\"targets\":[1]}|422|no.sh",
                "{\"script\":\"init.sh\",\"targets\":[null]}|422|null",
                "{\"script\":\"init.sh\",\"all\":true,\"sudo\":true}|422|sudo",
                "{\"script\":|400|",
            })
    void anOrderThatCannotBeIsRefusedInWords(String body, int status, String words) throws Exception {
        HttpResponse<String> response = send("/script-runs", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        if (words != null) {
            assertThat(response.body()).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/script-runs/999999,404",
        "/script-runs/999999/output,404",
        "/script-runs?limit=0,422",
        "/script-runs?cursor=x,422"
    })
    void aQuestionThatCannotBeAnsweredSaysWhy(String path, int status) throws Exception {
        assertThat(send(path, null).statusCode()).isEqualTo(status);
    }
}
