package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestServer;

/** A router that no pattern matches before an operator has given it a tag. */
class TaggedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private TestServer server;

    private JsonNode send(String verb, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + server.adminToken())
                .header("Content-Type", "application/json")
                .method(verb, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private JsonNode device() throws Exception {
        return send("GET", "/api/v1/devices/1", "");
    }

    /** What the device would get now, by its pattern; null for nothing. */
    private String planned(String more) throws Exception {
        return send("GET", "/api/v1/plan?device=1" + more, "").path("pattern").asText(null);
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE).until(() -> device().path("state").asText().equals(state));
    }

    @Test
    void itWaitsIsProvisionedOnceItHasItsTagAndBecomesSomethingElseByAnother() throws Exception {
        Path conf = Files.createDirectories(home.resolve("conf/definitions")).getParent();
        Files.writeString(conf.resolve("neighbordb"), """
                patterns:
                  - {name: the roof, definition: roof, match: {tags: 'roof-*'}}
                  - {name: the lab, definition: lab, match: {tags: [lab, test], mac: '02:1a'}}
                """);
        for (String name : new String[] {"roof", "lab"}) {
            Files.writeString(
                    conf.resolve("definitions/" + name + ".yaml"),
                    "actions: [{action: set_hostname, attributes: {hostname: " + name + "}}]\n");
        }
        try (FakeRouter router = new FakeRouter("02:1a:b0:00:00:07", "24.10.2")) {
            String port = String.valueOf(router.sshd().port());
            server = TestServer.start(home, "provision.ssh-port", port, "provision.follow-plans", "true");
            String token = send("POST", "/register", "{\"mac\":\"02:1a:b0:00:00:07\",\"tags\":\"lab\"}")
                    .get("token")
                    .asText();
            awaitState("WAITING");
            assertThat(device().path("reason").asText()).isEqualTo("no_pattern");
            assertThat(device().path("tags"))
                    .as("what it says of itself is none")
                    .isEmpty();

            assertThat(planned("")).isNull();
            assertThat(planned("&tag=lab")).isEqualTo("the lab");

            send("PUT", "/api/v1/devices/1/tags/lab", "");
            awaitState("PROVISIONED");
            assertThat(device().at("/plan/pattern").asText()).isEqualTo("the lab");
            assertThat(planned("")).isEqualTo("the lab");
            assertThat(planned("&tag=roof-1")).isEqualTo("the roof");

            send("PUT", "/api/v1/devices/1/tags/roof-3", "");
            assertThat(device().path("state").asText()).isEqualTo("PROVISIONED");
            send("POST", "/register", "{\"mac\":\"02:1a:b0:00:00:07\",\"token\":\"" + token + "\"}");
            await().atMost(PATIENCE)
                    .until(() -> device().at("/plan/pattern").asText().equals("the roof"));
            awaitState("PROVISIONED");
            assertThat(router.starts()).isEqualTo(2);
        } finally {
            server.close();
        }
    }
}
