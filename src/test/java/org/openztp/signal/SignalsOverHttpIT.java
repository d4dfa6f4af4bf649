package org.openztp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestServer;

/** Signals of a whole server, as clients of it see them. */
class SignalsOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LATEST = Duration.ofSeconds(60);

    private static Receiver receiver;
    private static TestServer server;
    private static String viewer;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        receiver = new Receiver();
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("keys"));
        Files.writeString(home.resolve("keys/signal-ops"), "0123456789abcdef");
        Files.writeString(
                home.resolve("conf/signals.yaml"),
                "targets: [{name: ops, kinds: [nothing], webhook: {url: '" + receiver.url("/hook")
                        + "', key-file: signal-ops}}]\n");
        server = TestServer.start(home);
        viewer = JSON.readTree(
                        send(server.adminToken(), "POST", "/api/v1/tokens", "{\"name\":\"v\",\"role\":\"viewer\"}")
                                .body())
                .path("token")
                .asText();
    }

    @AfterAll
    static void stop() {
        server.close();
        receiver.close();
    }

    private static HttpResponse<String> send(String token, String verb, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url(path))
                .header("Content-Type", "application/json")
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aTestIsDeliveredAndListedAndNotTriedOnceMore() throws Exception {
        String admin = server.adminToken();
        HttpResponse<String> made = send(admin, "POST", "/api/v1/signals/test", "{\"target\":\"ops\"}");
        assertThat(made.statusCode()).isEqualTo(202);
        long id = JSON.readTree(made.body()).path("id").asLong();

        await().atMost(LATEST)
                .untilAsserted(() -> assertThat(
                                JSON.readTree(send(viewer, "GET", "/api/v1/signals?state=delivered", null)
                                                .body())
                                        .path("items")
                                        .findValuesAsText("id"))
                        .contains(String.valueOf(id)));
        assertThat(receiver.got().get(0).body()).contains("A test, asked for by admin");
        HttpResponse<String> again = send(admin, "POST", "/api/v1/signals/" + id + "/retry", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("was delivered");
        JsonNode one = JSON.readTree(
                send(viewer, "GET", "/api/v1/signals?limit=1", null).body());
        assertThat(one.path("items").get(0).path("answer").asText()).isEqualTo("answered 204");
    }

    @Test
    void whatIsNoSignalAndWhoMayNotIsRefused() throws Exception {
        String admin = server.adminToken();
        for (String body : new String[] {"{}", "{\"target\":\"nobody\"}", "{\"target\":null}", "{\"who\":\"ops\"}"}) {
            assertThat(send(admin, "POST", "/api/v1/signals/test", body).statusCode())
                    .as(body)
                    .isEqualTo(422);
        }
        assertThat(send(viewer, "POST", "/api/v1/signals/test", "{\"target\":\"ops\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(null, "GET", "/api/v1/signals", null).statusCode()).isEqualTo(401);
        assertThat(send(admin, "POST", "/api/v1/signals/4711/retry", "").statusCode())
                .isEqualTo(404);
        for (String query : new String[] {"state=lost", "cursor=x", "limit=0", "limit=501"}) {
            assertThat(send(viewer, "GET", "/api/v1/signals?" + query, null).statusCode())
                    .as(query)
                    .isEqualTo(422);
        }
    }
}
