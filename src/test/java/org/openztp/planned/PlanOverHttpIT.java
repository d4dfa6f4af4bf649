package org.openztp.planned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestServer;

/** What a whole server says of plans and of its operator's files. */
class PlanOverHttpIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path home;

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        write("neighbordb", """
                patterns:
                  - {name: one box, definition: lobby, node: "02:1a:b0:00:00:07"}
                  - {name: in the lab, definition: lobby, match: {board_name: "acme,*", tags: [lab, test]}, variables: {ssid: Lab}}
                  - {name: acme, definition: lobby, match: {board_name: "acme,*", subnet: 10.0.0.0/8}, variables: {ssid: Guests}}
                  - {name: below a spine, definition: lobby, interfaces: [{"exact('lan1')": "spine1:any"}]}
                """);
        write("resources/names.yaml", "- lobby-1\\n- lobby-2\\n".replace("\\n", "\n"));
        write("definitions/lobby.yaml", """
                name: lobby
                actions:
                  - {action: set_hostname, attributes: {hostname: "allocate('names')"}}
                  - {name: wifi, action: uci, attributes: {set: {wireless.a.ssid: $ssid}}}
                """);
        server = TestServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url(path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = get(path, server.adminToken());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void aDeviceThatIsOnlyThoughtOfIsPlannedAndNothingIsTaken() throws Exception {
        JsonNode plan = json("/api/v1/plan?mac=02:1a:b0:00:00:01&board_name=acme,one&address=10.1.2.3");

        assertThat(plan.get("pattern").asText()).isEqualTo("acme");
        assertThat(plan.get("variables").get("ssid").asText()).isEqualTo("Guests");
        assertThat(plan.get("patterns")).hasSize(4);
        assertThat(plan.at("/patterns/0/why").asText()).contains("node");
        assertThat(plan.at("/steps/0/script").asText()).contains("lobby-1");
        assertThat(plan.at("/steps/1/confirmSeconds").asInt()).isEqualTo(60);
        assertThat(json("/api/v1/pools").at("/items/0/used").asInt()).isZero();
    }

    @Test
    void whatARouterHearsDecides() throws Exception {
        String path = "/api/v1/plan?mac=02:1a:b0:00:00:01&neighbors=";

        assertThat(json(path + "lan1%3Dspine1:Ethernet7,lan2%3Dx:y")
                        .get("pattern")
                        .asText())
                .isEqualTo("below a spine");
        assertThat(json(path + "lan2%3Dspine1:Ethernet7").at("/patterns/3/why").asText())
                .contains("lan1");
    }

    @Test
    void whatDoesNotMatchAndWhatCannotBePlannedIsSaid() throws Exception {
        JsonNode other = json("/api/v1/plan?mac=02:1a:b0:00:00:01&board_name=other");
        assertThat(other.get("pattern").isNull()).isTrue();
        assertThat(other.get("problem").asText()).contains("no pattern");
        assertThat(other.at("/patterns/2/why").asText()).contains("board_name");

        JsonNode box = json("/api/v1/plan?mac=02-1A-B0-00-00-07");
        assertThat(box.get("pattern").asText()).isEqualTo("one box");
        assertThat(box.get("problem").asText()).contains("definitions/lobby.yaml:4", "$ssid");

        assertThat(get("/api/v1/plan?board_name=x", server.adminToken()).statusCode())
                .isEqualTo(422);
        assertThat(get("/api/v1/plan?device=4711", server.adminToken()).statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/plan?mac=02:1a:b0:00:00:01", null).statusCode()).isEqualTo(401);
    }

    @Test
    void tagsAreThoughtOfToo() throws Exception {
        String query = "/api/v1/plan?mac=02:1a:b0:00:00:01&board_name=acme,one&address=10.1.2.3";
        assertThat(json(query).at("/patterns/1/why").asText()).contains("tags");

        JsonNode plan = json(query + "&tag=roof&tag=lab");

        assertThat(plan.get("pattern").asText()).isEqualTo("in the lab");
        assertThat(plan.get("variables").get("ssid").asText()).isEqualTo("Lab");
        assertThat(json(query + "&tag=roof").get("pattern").asText()).isEqualTo("acme");
        assertThat(get(query + "&tag=Roof", server.adminToken()).statusCode()).isEqualTo(422);
        assertThat(get(query + "&tag=", server.adminToken()).statusCode()).isEqualTo(422);
    }

    @Test
    void aFaultyFileIsToldEverywhereUntilItIsMended() throws Exception {
        write("definitions/broken.yaml", "actions:\n  - {action: rebot}\n");

        await().atMost(SOON).until(() -> json("/api/v1/status").get("faults").size() == 1);
        assertThat(json("/api/v1/status").at("/faults/0").asText()).startsWith("definitions/broken.yaml:2: ");
        HttpResponse<String> health = get("/health", null);
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"status\":\"up\",\"faults\":1}");
        assertThat(page()).contains("A fault", "definitions/broken.yaml:2: ");

        Files.delete(home.resolve("conf/definitions/broken.yaml"));
        await().atMost(SOON).until(() -> get("/health", null).body().equals("{\"status\":\"up\"}"));
        assertThat(page()).doesNotContain("broken.yaml");
    }

    @Test
    void aNodesOwnFolderDecidesBeforeThePatterns() throws Exception {
        String query = "/api/v1/plan?mac=02:1a:b0:00:00:09&serial=SN9&board_name=acme,one&address=10.1.2.3";
        write("../nodes/SN9/startup-config", "package system\n\nconfig system\n\toption hostname 'static'\n");

        JsonNode plan = json(query);

        assertThat(plan.at("/node/0").asText()).isEqualTo("nodes/SN9/startup-config");
        assertThat(plan.get("pattern").asText()).isEqualTo("nodes/SN9");
        assertThat(plan.at("/steps/0/script").asText()).contains("uci_whole 'system'", "option hostname");
        assertThat(plan.at("/patterns/2/matched").asBoolean()).isFalse();
        assertThat(plan.at("/patterns/2/why").asText()).isEqualTo("matches, but nodes/SN9/startup-config decides");

        write("../nodes/SN9/pattern", "match: {subnet: 192.168.0.0/16}\n");
        assertThat(json(query).get("problem").asText())
                .contains("nodes/SN9/pattern does not hold: ")
                .contains("subnet");
    }

    @Test
    void aFaultOfANodeIsToldOnceItIsReadAndByAValidationAtOnce() throws Exception {
        write("../nodes/SN8/definition", "actions: [{action: reboot}]\n");
        String query = "/api/v1/plan?mac=02:1a:b0:00:00:08&serial=SN8";
        assertThat(json(query).at("/steps/0/action").asText()).isEqualTo("reboot");
        write("../nodes/SN8/definition", "actions: [{action: rebot}]\n");
        write("../nodes/SN7/definition", "gone\n");
        assertThat(json("/api/v1/validation").get("faults").toString())
                .contains("nodes/SN8/definition:1: ", "nodes/SN7/definition:1: definition: there is no gone");
        assertThat(get("/api/v1/validation", null).statusCode()).isEqualTo(401);

        await().atMost(SOON).until(() -> {
            assertThat(json(query).at("/steps/0/action").asText()).isEqualTo("reboot");
            return page().contains("nodes/SN8/definition:1: ");
        });
        assertThat(json("/api/v1/status").get("faults").toString()).doesNotContain("SN7");
        assertThat(get("/health", null).body()).contains("\"faults\":1");

        write("../nodes/SN8/definition", "actions: []\n");
        Files.delete(home.resolve("nodes/SN7/definition"));
        await().atMost(SOON).until(() -> get("/health", null).body().equals("{\"status\":\"up\"}"));
    }

    private static String page() throws Exception {
        HttpRequest signIn = HttpRequest.newBuilder(server.url("/ui/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + server.adminToken()))
                .build();
        String cookie = HTTP.send(signIn, BodyHandlers.discarding())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
        HttpRequest pools = HttpRequest.newBuilder(server.url("/ui/pools"))
                .header("Cookie", cookie)
                .build();
        return HTTP.send(pools, BodyHandlers.ofString()).body();
    }
}
