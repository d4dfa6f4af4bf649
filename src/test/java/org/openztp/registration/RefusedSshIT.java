package org.openztp.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.http.Json;
import org.openztp.testkit.TestServer;

class RefusedSshIT {
    private static final String FORM = "mac=02:1a:b0:00:00:01&release=23.05.3&answer=lines";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aDeviceIsAnsweredAtOnceThoughItRefusesSshAndIsTriedAgain(@TempDir Path home) throws Exception {
        try (TestServer server = TestServer.start(
                home, "provision.ssh-port", closedPort(), "provision.backoff", "1s", "provision.attempts", "3")) {
            post(server);
            Instant before = Instant.now();
            String answer = post(server);
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
            assertThat(answer).startsWith("id=1\n");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                JsonNode device = device(server);
                assertThat(device.get("state").asText()).isIn("RETRYING", "FAILED");
                assertThat(device.get("reason").asText()).isEqualTo("ssh_unreachable");
                assertThat(device.get("attempts").asInt()).isPositive();
            });
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(device(server).get("state").asText()).isEqualTo("FAILED"));
            assertThat(device(server).get("attempts").asInt()).isEqualTo(3);
        }
    }

    @Test
    void aDeviceThatNeverAnswersOnSshCostsTheRegistrationNothing(@TempDir Path home) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestServer server = TestServer.start(
                        home, "provision.ssh-port", String.valueOf(silent.getLocalPort()), "provision.sessions", "1")) {
            post(server);
            try (Socket hanging = silent.accept()) {
                Instant before = Instant.now();
                assertThat(post(server)).startsWith("id=1\nstate=PROVISIONING\n");
                assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
                assertThat(hanging.isClosed()).isFalse();
            }
        }
    }

    private String post(TestServer server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(FORM))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode device(TestServer server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url("/api/v1/devices/1"))
                .header("Authorization", "Bearer " + server.adminToken())
                .build();
        return Json.MAPPER.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }
}
