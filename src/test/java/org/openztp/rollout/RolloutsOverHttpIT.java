package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Roll-outs as clients of a whole server ask for them, also those that mean no good. No router answers here. */
class RolloutsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<String, String> TOKENS = new HashMap<>();
    private static final String PLAN = "{\"name\":\"spring\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true}";
    private static TestServer server;
    private static long build;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        server = TestServer.start(home, "provision.ssh-port", "1");
        TOKENS.put("admin", server.adminToken());
        ServerApi api = new ServerApi(server.url(), home);
        SampleImage image = SampleImage.uImage(7, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));
        api.storeImage("campus/24.10.2", "one.bin", image.bytes());
        build = api.get("/firmware/builds").at("/items/0/id").asLong();
        for (int i = 1; i <= 3; i++) {
            String board = i == 3 ? "acme,two" : "acme,one";
            api.registerBy("mac=02:5f:00:00:00:0" + i + "&hostname=ap-" + i + "&board_name=" + board);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode read(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private static String token(String name) throws Exception {
        if (!TOKENS.containsKey(name)) {
            String role = name.equals("viewer") ? "viewer" : "operator";
            String wanted = "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"}";
            TOKENS.put(
                    name,
                    read(send("admin", "POST", "/tokens", wanted)).path("token").asText());
        }
        return TOKENS.get(name);
    }

    private static HttpResponse<String> send(String who, String verb, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url("/api/v1" + path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token(who));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String drafted(String more) throws Exception {
        JsonNode made = read(send("ops", "POST", "/rollouts", PLAN + more + "}"));
        String path = "/rollouts/" + made.path("id").asLong();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> read(send("ops", "GET", path, null))
                        .path("state")
                        .asText()
                        .equals("DRAFT"));
        return path;
    }

    @Test
    void aPlanIsLookedThroughApprovedStartedAndGivenUp() throws Exception {
        String path = drafted(",\"approval\":true,\"stages\":[{\"count\":1}]");
        JsonNode draft = read(send("viewer", "GET", path, null));
        assertThat(draft.path("stages")).hasSize(2);
        assertThat(draft.at("/leftOut/no_image").asInt()).isEqualTo(1);
        JsonNode devices = read(send("viewer", "GET", path + "/devices", null)).path("items");
        assertThat(devices).hasSize(3);
        assertThat(devices.get(0).path("file").asText()).isEqualTo("one.bin");
        assertThat(devices.get(2).path("reason").asText()).isEqualTo("no_image");

        assertThat(send("viewer", "POST", path + "/start", null).statusCode()).isEqualTo(403);
        assertThat(read(send("ops", "POST", path + "/start", null))
                        .path("state")
                        .asText())
                .isEqualTo("WAITING_FOR_APPROVAL");
        assertThat(send("ops", "POST", path + "/approve", null).statusCode()).isEqualTo(403);
        assertThat(read(send("maria", "POST", path + "/approve", null))
                        .path("approvedBy")
                        .asText())
                .isEqualTo("maria");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> read(send("ops", "GET", path, null))
                        .path("state")
                        .asText()
                        .equals("RUNNING"));
        assertThat(send("ops", "DELETE", "/firmware/builds/" + build, null).statusCode())
                .isEqualTo(409);
        assertThat(read(send("ops", "POST", path + "/abort", null))
                        .path("state")
                        .asText())
                .isEqualTo("ABORTED");
        assertThat(send("ops", "POST", path + "/resume", null).statusCode()).isEqualTo(409);
        assertThat(read(send("viewer", "GET", path + "/events", null)).toString())
                .contains("maria", "ABORTED");
        assertThat(read(send("viewer", "GET", "/rollouts", null)).path("items")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"x\",\"build\":\"campus/9\",\"targets\":{\"all\":true}} | 422 | there is no build campus/9",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{}} | 422 | targets",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\"} | 422 | targets",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"options\":{\"n\":true,\"c\":true}} | 422 | not both",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"options\":{\"F\":true}} | 403 | administrator",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"stages\":[{\"percent\":101}]} | 422 | percent",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"window\":{\"zone\":\"Mars\",\"from\":\"01:00\",\"to\":\"02:00\"}} | 422 | IANA",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"window\":{\"zone\":\"UTC\",\"from\":\"25:00\",\"to\":\"02:00\"}} | 422 | from",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"state\":\"GONE\"}} | 422 | state",
                "{\"name\":\"x\",\"build\":\"campus/24.10.2\",\"targets\":{\"all\":true},\"wibble\":1} | 422 | wibble",
                "[] | 422 | not a value",
                "null | 400 | body"
            })
    void aWishThatCannotBeIsRefusedWithWhatToMend(String plan, int status, String words) throws Exception {
        HttpResponse<String> answer = send("ops", "POST", "/rollouts", plan);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.body()).containsIgnoringCase(words);
    }

    @ParameterizedTest
    @CsvSource({"/rollouts/99, 404", "/rollouts/99/devices, 404", "/rollouts?cursor=x, 422", "/rollouts?limit=0, 422"})
    void whatIsNotThereIsNotShown(String path, int status) throws Exception {
        HttpResponse<String> answer = send("viewer", "GET", path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void itsPagesAreShown() throws Exception {
        String path = drafted("");
        HttpResponse<String> form = HTTP.send(
                HttpRequest.newBuilder(server.url("/ui/rollouts"))
                        .header("Authorization", "Bearer " + token("ops"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("spring");
        HttpResponse<String> page = HTTP.send(
                HttpRequest.newBuilder(server.url("/ui" + path))
                        .header("Authorization", "Bearer " + token("ops"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("one.bin", "no_image", ">Start<");
    }
}
