package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.MariaDbServer;
import org.openztp.testkit.TestServer;

/** MariaDB is killed and started again while the server runs: it says so, loses nothing, and needs no restart. */
abstract class DatabaseOutageContract {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();

    abstract MariaDbServer.Edition edition();

    @Test
    void theServerOutlivesItsDatabase(@TempDir Path home) throws Exception {
        try (MariaDbServer database = MariaDbServer.installed(edition());
                TestServer server = TestServer.start(
                        home,
                        "db.url",
                        database.freshSchema(),
                        "db.user",
                        "root",
                        "provision.backoff",
                        "1s",
                        "provision.backoff-max",
                        "1s",
                        "provision.attempts",
                        "1000",
                        "provision.ssh-port",
                        "1")) {
            assertThat(send(registration(server, 1)).statusCode()).isEqualTo(200);
            awaitTry(server);

            database.kill();
            CompletableFuture<HttpResponse<String>> registration = sendAsync(registration(server, 2));
            CompletableFuture<HttpResponse<String>> devices = sendAsync(request(server, "/api/v1/devices"));
            CompletableFuture<HttpResponse<String>> health = sendAsync(HttpRequest.newBuilder(server.url("/health")));
            assertUnavailable(registration.join());
            assertUnavailable(devices.join());
            assertThat(health.join().statusCode()).isEqualTo(503);
            assertThat(health.join().body()).contains("down");

            database.start();
            await().atMost(PATIENCE)
                    .until(() ->
                            send(HttpRequest.newBuilder(server.url("/health"))).statusCode() == 200
                                    && send(registration(server, 2)).statusCode() == 200);
            List<JsonNode> after = new ArrayList<>();
            new ObjectMapper()
                    .readTree(send(request(server, "/api/v1/devices")).body())
                    .get("items")
                    .forEach(after::add);
            assertThat(after)
                    .extracting(device -> device.get("mac").textValue())
                    .containsExactly("02:00:00:00:00:01", "02:00:00:00:00:02");
            assertThat(after).allMatch(device -> device.get("model").textValue().equals("\uD83E\uDD84"));
            awaitTry(server);
        }
    }

    /** Waits for one more attempt at the first device: its job goes on. */
    private void awaitTry(TestServer server) {
        long before = attempts(server);
        await().atMost(PATIENCE).until(() -> attempts(server) > before);
    }

    private long attempts(TestServer server) {
        HttpResponse<String> device = send(request(server, "/api/v1/devices/1"));
        return device.statusCode() == 200
                ? Long.parseLong(device.body().replaceAll("(?s).*\"attempts\":(\\d+).*", "$1"))
                : 0;
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.body()).contains("the database does not answer");
    }

    private static HttpRequest.Builder registration(TestServer server, int number) {
        return HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("mac=02:00:00:00:00:0" + number + "&model=%F0%9F%A6%84"));
    }

    private static HttpRequest.Builder request(TestServer server, String path) {
        return HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + server.adminToken());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    private CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
