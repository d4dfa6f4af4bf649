package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestServer;

/** What makes an operator's edit reach a router that is done. */
class FollowPlansIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAC = "02:1a:b0:00:00:07";

    @TempDir
    Path home;

    private final FakeRouter router = new FakeRouter(MAC, "24.10.2");
    private TestServer server;
    private String token = "";

    @BeforeEach
    void edit() throws IOException {
        write("scripts/scripts.yaml", "default: init.sh\nscripts: {init.sh: {arguments: [one]}}\n");
    }

    @AfterEach
    void stop() {
        server.close();
        router.close();
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void start(boolean follows) throws Exception {
        String port = String.valueOf(router.sshd().port());
        server = TestServer.start(home, "provision.ssh-port", port, "provision.follow-plans", String.valueOf(follows));
        token = register().get("token").asText();
        await().atMost(PATIENCE).until(() -> state().equals("PROVISIONED"));
        assertThat(router.starts()).isOne();
    }

    /** Calls home, as after a restart; once it has a token, with it. */
    private JsonNode register() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"mac\":\"" + MAC + "\",\"token\":\"" + token + "\"}"))
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.url("/api/v1" + path))
                .header("Authorization", "Bearer " + server.adminToken())
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private String state() throws Exception {
        return get("/devices").at("/items/0/state").asText();
    }

    private void assertStaysAsItIs() throws Exception {
        assertThat(register().get("state").asText()).isEqualTo("PROVISIONED");
        assertThat(state()).isEqualTo("PROVISIONED");
    }

    private void assertIsProvisionedAgain(int starts) throws Exception {
        assertThat(register().get("state").asText()).isEqualTo("REGISTERED");
        await().atMost(PATIENCE).until(() -> state().equals("PROVISIONED"));
        assertThat(router.starts()).isEqualTo(starts);
        assertStaysAsItIs();
    }

    @Test
    void byDefaultNothingDoes() throws Exception {
        start(false);
        write("scripts/init.sh", "echo something else\n");

        assertStaysAsItIs();
    }

    @Test
    void whereItFollowsEachEditOfWhatItsPlanDrawsOnReachesItOnce() throws Exception {
        start(true);
        assertStaysAsItIs();

        write("scripts/init.sh", "echo something else\n");
        assertIsProvisionedAgain(2);
        write("scripts/scripts.yaml", "default: init.sh\nscripts: {init.sh: {arguments: [two]}}\n");
        assertIsProvisionedAgain(3);
        write("definitions/other.yaml", "actions: [{action: set_hostname, attributes: {hostname: $name}}]\n");
        write("attributes.yaml", "name: lobby\n");
        assertStaysAsItIs();
        write("neighbordb", "patterns: [{name: this, definition: other, match: {mac: '02:1a'}}]\n");
        assertIsProvisionedAgain(4);
        write("attributes.yaml", "name: cellar\n");
        assertIsProvisionedAgain(5);
        assertThat(get("/events?limit=500").findValuesAsText("message")).contains("REGISTERED: its plan has changed");
    }

    @Test
    void anEditThatLeavesItWithoutAPlanLeavesItAsItIs() throws Exception {
        start(true);
        write("definitions/default.yaml", "actions: [{action: set_hostname, attributes: {hostname: $nowhere}}]\n");
        assertStaysAsItIs();
        write("neighbordb", "patterns: []\n");
        assertStaysAsItIs();
        write("neighbordb", "patterns: [\n");
        assertStaysAsItIs();
    }
}
