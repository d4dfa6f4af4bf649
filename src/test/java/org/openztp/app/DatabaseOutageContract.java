package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
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
            assertThat(register(server, 1).statusCode()).isEqualTo(200);
            awaitTry(server);

            database.kill();
            assertUnavailable(register(server, 2));
            assertUnavailable(get(server, "/api/v1/devices"));
            HttpResponse<String> health = health(server);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("down");

            database.start();
            await().atMost(PATIENCE)
                    .until(() -> health(server).statusCode() == 200
                            && register(server, 2).statusCode() == 200);
            assertThat(get(server, "/api/v1/devices").body()).contains("02:00:00:00:00:01", "02:00:00:00:00:02");
            awaitTry(server);
        }
    }

    /** Waits for one more attempt at the first device: its job goes on. */
    private void awaitTry(TestServer server) throws Exception {
        long before = attempts(server);
        await().atMost(PATIENCE).until(() -> attempts(server) > before);
    }

    private long attempts(TestServer server) throws Exception {
        HttpResponse<String> device = get(server, "/api/v1/devices/1");
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

    private HttpResponse<String> register(TestServer server, int number) throws Exception {
        return send(HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("mac=02:00:00:00:00:0" + number + "&release=24.10.2")));
    }

    private HttpResponse<String> health(TestServer server) throws Exception {
        return send(HttpRequest.newBuilder(server.url("/health")));
    }

    private HttpResponse<String> get(TestServer server, String path) throws Exception {
        return send(HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + server.adminToken()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
