package org.openztp.registration.ztps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openztp.registration.ztps.DialectServer.text;
import static org.openztp.registration.ztps.DialectServer.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /nodes} as ZTPServer's clients know it, and without what was wrong there. */
class NodesContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONFIG = "! device: leaf (vEOS)\nhostname leaf\n";

    @TempDir
    static Path home;

    private static DialectServer server;

    @BeforeAll
    static void start() {
        server = DialectServer.start(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode definition(String id) throws IOException {
        HttpResponse<byte[]> answer = server.get("/nodes/" + id);
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
        assertThat(type(answer)).isEqualTo("application/json");
        return JSON.readTree(answer.body());
    }

    private static void assertRefused(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aNodeThatAPatternMatchesIsCreated() {
        HttpResponse<byte[]> answer = server.report("NEW1", "vEOS");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Location")).contains(server.server.url() + "/nodes/NEW1");
        for (String file : new String[] {".node", "definition", "pattern", "config-handler"}) {
            assertThat(server.node("NEW1").resolve(file)).as(file).isRegularFile();
        }
    }

    @Test
    void aKnownNodeConflictsAndWhatItSaysIsKept() {
        server.report("KNOWN1", "vEOS");

        HttpResponse<byte[]> answer =
                server.post("{\"serialnumber\":\"KNOWN1\",\"model\":\"vEOS\",\"version\":\"4.99\",\"neighbors\":{}}");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Location")).contains(server.server.url() + "/nodes/KNOWN1");
        assertThat(server.node("KNOWN1").resolve(".node")).content().contains("4.99");
    }

    @Test
    void aTrailingSlashIsTheSameAddress() {
        byte[] report = "{\"serialnumber\":\"SLASH1\",\"model\":\"vEOS\"}".getBytes(UTF_8);

        assertThat(server.send("POST", "/nodes/", report).statusCode()).isEqualTo(201);
        assertThat(server.get("/nodes/SLASH1/").statusCode()).isEqualTo(200);
    }

    @Test
    void aReportWithAConfigurationNeedsNoPatternAndItIsKept() throws IOException {
        HttpResponse<byte[]> answer =
                server.post("{\"serialnumber\":\"WITHCONFIG\",\"model\":\"none\",\"config\":\"hostname x\\n\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(server.node("WITHCONFIG").resolve("startup-config")).hasContent("hostname x\n");
        assertThat(server.node("WITHCONFIG").resolve(".node")).content().doesNotContain("hostname");
        assertThat(definition("WITHCONFIG").at("/actions/0/action").asText()).isEqualTo("replace_config");
    }

    @Test
    void aKnownNodesConfigurationIsNotOverwrittenByAReport() {
        server.makeNode("KEEPS", "startup-config", CONFIG);

        assertThat(server.post("{\"serialnumber\":\"KEEPS\",\"config\":\"evil\"}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(server.node("KEEPS").resolve("startup-config")).hasContent(CONFIG);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            malformed JSON                    | {"serialnumber":
            nothing                           | ''
            null                              | null
            a list                            | []
            a text                            | "x"
            no identifier                     | {"model":"vEOS"}
            an empty identifier               | {"serialnumber":"","model":"vEOS"}
            an identifier that is a number    | {"serialnumber":7,"model":"vEOS"}
            an identifier that is a path      | {"serialnumber":"../evil","model":"vEOS"}
            a path and a configuration        | {"serialnumber":"../evil","config":"pwn"}
            the folder itself                 | {"serialnumber":".","config":"pwn"}
            a hidden folder                   | {"serialnumber":".hidden","config":"pwn"}
            no pattern that matches           | {"serialnumber":"NOMATCH","model":"unknown","neighbors":{"Ethernet9":[{"device":"a","port":"b"}]}}
            a key twice                       | {"serialnumber":"TWICE","serialnumber":"TWICE2","model":"vEOS"}
            something behind                  | {"serialnumber":"BEHIND","model":"vEOS"} x
            a model that is a mapping         | {"serialnumber":"MAPPED","model":{}}
            neighbours that are a list        | {"serialnumber":"LISTED","model":"vEOS","neighbors":[]}
            the documents' remote_interface   | {"serialnumber":"REMOTE","model":"vEOS","neighbors":{"Ethernet1":[{"device":"a","remote_interface":"b"}]}}
            a neighbour without a port        | {"serialnumber":"PORTLESS","model":"vEOS","neighbors":{"Ethernet1":[{"device":"a"}]}}
            a configuration that is a number  | {"serialnumber":"NUMBER","model":"vEOS","config":1}
            a definition for routers          | {"serialnumber":"APMODEL","model":"AP"}
            """)
    void whatIsWrongIsRefusedAndNothingIsKept(String what, String json) throws IOException {
        assertRefused(server.send("POST", "/nodes", json.getBytes(UTF_8), "Content-Type", "application/json"));
        for (String folder : new String[] {
            "nodes/NOMATCH",
            "nodes/TWICE",
            "nodes/TWICE2",
            "nodes/BEHIND",
            "nodes/MAPPED",
            "nodes/LISTED",
            "nodes/REMOTE",
            "nodes/PORTLESS",
            "nodes/NUMBER",
            "nodes/APMODEL",
            "evil",
            "nodes/.hidden",
            "startup-config"
        }) {
            assertThat(home.resolve(folder)).doesNotExist();
        }
        assertThat(home.resolve("nodes/startup-config")).doesNotExist();
    }

    @Test
    void aFolderWithoutADefinitionIsNoNode() {
        server.makeNode("HALFMADE", "attributes", "hostname: x\n");

        assertRefused(server.report("HALFMADE", "vEOS"));
        assertRefused(server.get("/nodes/HALFMADE"));
        assertRefused(server.put("/nodes/HALFMADE/startup-config", CONFIG.getBytes(UTF_8), "text/plain"));
        assertThat(server.node("HALFMADE").resolve(".node")).doesNotExist();
    }

    @Test
    void anAdmissionThatBrokeOffIsBegunAnew() {
        server.makeNode("BROKEOFF", ".node", "{\"serialnumber\":\"BROKEOFF\"}");

        assertThat(server.report("BROKEOFF", "vEOS").statusCode()).isEqualTo(201);
        assertThat(server.get("/nodes/BROKEOFF").statusCode()).isEqualTo(200);
    }

    @Test
    void aPatternForOneNodeAloneWorksWithTopologyValidated() throws IOException {
        assertThat(server.report("LONER", "whatever").statusCode()).isEqualTo(201);
        assertThat(definition("LONER").path("name").asText()).isEqualTo("leaf");
    }

    @Test
    void aPatternForAModelAloneWorksWithTopologyValidated() throws IOException {
        assertThat(server.report("MODEL1", "vEOS").statusCode()).isEqualTo(201);
        assertThat(definition("MODEL1").path("name").asText()).isEqualTo("leaf");
    }

    @Test
    void aNodeInItsPlaceIsMatchedByItsNeighboursAndRefusedWhenItIsMoved() {
        String there = """
                {"serialnumber":"PLACED","model":"x","neighbors":{
                 "Ethernet1":[{"device":"spine1","port":"Ethernet7"}],"Ethernet2":[{"device":"spine2","port":"Ethernet1"}]}}
                """;
        assertThat(server.post(there).statusCode()).isEqualTo(201);
        assertThat(server.get("/nodes/PLACED").statusCode()).isEqualTo(200);

        assertThat(server.post(there.replace("Ethernet7", "Ethernet8")).statusCode())
                .isEqualTo(409);
        assertRefused(server.get("/nodes/PLACED"));

        assertThat(server.post(there).statusCode()).isEqualTo(409);
        assertThat(server.get("/nodes/PLACED").statusCode()).isEqualTo(200);
    }

    @Test
    void thePatternThatZtpServerWroteForOneNodeAloneIsRead() {
        server.makeNode(
                "THEIRS",
                "definition",
                "name: d\nactions: []\n",
                "pattern",
                """
                        name: one
                        definition: d
                        interfaces:
                        - any: {any: any}
                        model: null
                        node: THEIRS
                        variables: {}
                        """,
                ".node",
                "{\"model\": \"vEOS\", \"serialnumber\": \"THEIRS\", \"neighbors\": {}}");

        assertThat(server.get("/nodes/THEIRS").statusCode()).isEqualTo(200);
    }

    @Test
    void aDefinitionIsResolvedByTheScopes() throws IOException {
        server.report("SCOPED", "vEOS");
        DialectServer.write(server.node("SCOPED").resolve("attributes"), "hostname: mine\n");

        JsonNode definition = definition("SCOPED");

        assertThat(definition.path("name").asText()).isEqualTo("leaf");
        JsonNode configure = definition.at("/actions/0");
        assertThat(configure.path("name").asText()).isEqualTo("configure");
        assertThat(configure.path("action").asText()).isEqualTo("add_config");
        assertThat(configure.path("onstart").asText()).isEqualTo("begins");
        assertThat(configure.path("always_execute")).isEqualTo(JSON.readTree("true"));
        assertThat(configure.path("attributes")).isEqualTo(JSON.readTree("""
                        {"url":"files/leaf.template","variables":{"hostname":"mine","shown":"no","serial":"SCOPED"}}
                        """));
        assertThat(definition.at("/actions/1/attributes/downgrade")).isEqualTo(JSON.readTree("false"));
        assertThat(definition.at("/actions/1").has("always_execute")).isFalse();
        assertThat(definition.at("/attributes/hostname").asText()).isEqualTo("mine");
    }

    @Test
    void anUnresolvedNameIsRefused() {
        assertThat(server.report("UNRESOLVED", "Unresolved").statusCode()).isEqualTo(201);
        assertRefused(server.get("/nodes/UNRESOLVED"));
    }

    @Test
    void aValueOfAPoolIsTheNodesForGood() throws IOException {
        server.report("POOLED1", "Pooled");
        String first =
                definition("POOLED1").at("/actions/0/attributes/variables/ip").asText();

        assertThat(first).matches("10\\.9\\.0\\.[13]/24");
        assertThat(definition("POOLED1")
                        .at("/actions/0/attributes/variables/ip")
                        .asText())
                .isEqualTo(first);
    }

    @Test
    void aValueThatThePoolsFileKeepsForANodeIsThatNodes() throws IOException {
        server.report("RESERVED", "Pooled");

        assertThat(definition("RESERVED")
                        .at("/actions/0/attributes/variables/ip")
                        .asText())
                .isEqualTo("10.9.0.2/24");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nodes/NOBODY", "/nodes/NOBODY/startup-config", "/nodes/a%20b", "/nodes/%c3%a4", "/nodes/.node"
            })
    void anUnknownNodeIsRefused(String path) {
        assertRefused(server.get(path));
    }

    @Test
    void aNodeWithAConfigurationInstallsIt() throws IOException {
        server.makeNode("STATIC1", "startup-config", CONFIG);

        assertThat(definition("STATIC1")).isEqualTo(JSON.readTree("""
                        {"name":"Autogenerated definition","actions":[
                          {"name":"install static startup-config file","action":"replace_config","always_execute":true,
                           "attributes":{"url":"%s/nodes/STATIC1/startup-config"}}]}
                        """.formatted(server.server.url())));
    }

    @Test
    void aNodeWithAConfigurationDoesOfItsDefinitionWhatIsAlwaysDone() throws IOException {
        server.report("STATIC2", "vEOS");
        server.makeNode("STATIC2", "startup-config", CONFIG);

        JsonNode definition = definition("STATIC2");

        assertThat(definition.path("name").asText()).isEqualTo("Autogenerated definition");
        assertThat(definition.path("actions")).hasSize(2);
        assertThat(definition.at("/actions/1/action").asText()).isEqualTo("add_config");
    }

    @Test
    void aConfigurationIsReadAsItIs() {
        server.makeNode("READS", "startup-config", CONFIG);

        HttpResponse<byte[]> answer = server.get("/nodes/READS/startup-config");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(text(answer)).isEqualTo(CONFIG);
    }

    @Test
    void aNodeWithoutAConfigurationHasNoneToRead() {
        server.report("NOCONFIG", "vEOS");
        assertRefused(server.get("/nodes/NOCONFIG/startup-config"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/json", "application/octet-stream", "application/x-www-form-urlencoded"
            })
    void aConfigurationIsKeptByteForByteWhateverItsType(String type) throws IOException {
        server.report("PUTS", "LONE".equals(type) ? "" : "vEOS");
        byte[] binary = {0, 1, (byte) 0xff, (byte) 0xfe, '"', '\n'};

        HttpResponse<byte[]> answer = server.put("/nodes/PUTS/startup-config", binary, type);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
        assertThat(Files.readAllBytes(server.node("PUTS").resolve("startup-config")))
                .isEqualTo(binary);
    }

    @Test
    void anUnknownNodesConfigurationIsRefused() {
        assertRefused(server.put("/nodes/UNKNOWN/startup-config", CONFIG.getBytes(UTF_8), "text/plain"));
        assertThat(server.node("UNKNOWN")).doesNotExist();
    }

    @Test
    void anEmptyConfigurationIsRefusedAndTheOldOneStays() {
        server.makeNode("EMPTYPUT", "startup-config", CONFIG);
        assertRefused(server.put("/nodes/EMPTYPUT/startup-config", new byte[0], "text/plain"));
        assertThat(server.node("EMPTYPUT").resolve("startup-config")).hasContent(CONFIG);
    }

    @Test
    void aConfigurationAboveTheLimitIsTooLong() {
        server.makeNode("LARGE", "startup-config", CONFIG);
        HttpResponse<byte[]> answer = server.put("/nodes/LARGE/startup-config", new byte[(8 << 20) + 1], "text/plain");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(server.node("LARGE").resolve("startup-config")).hasContent(CONFIG);
    }

    @Test
    void aLargeConfigurationIsKept() {
        server.makeNode("LARGEST", "startup-config", CONFIG);
        byte[] large = "x".repeat(8 << 20).getBytes(UTF_8);

        assertThat(server.put("/nodes/LARGEST/startup-config", large, "text/plain")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.node("LARGEST").resolve("startup-config")).hasSize(8 << 20);
    }

    @Test
    void theConfigHandlerRunsAfterAConfigurationCame() {
        server.report("HANDLED", "vEOS");

        assertThat(server.put("/nodes/HANDLED/startup-config", CONFIG.getBytes(UTF_8), "text/plain")
                        .statusCode())
                .isEqualTo(200);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.node("HANDLED").resolve("kept-by-handler"))
                        .hasContent(CONFIG));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(server.node("HANDLED")).isDirectoryNotContaining("glob:**/.{handler,output}-*"));
    }

    @Test
    void aConfigHandlerThatFailsChangesNothing() {
        server.makeNode("FAILS", "startup-config", CONFIG, "config-handler", "#!/bin/sh\nexit 3\n");
        DialectServer.executable(server.node("FAILS").resolve("config-handler"));

        assertThat(server.put("/nodes/FAILS/startup-config", "new\n".getBytes(UTF_8), "text/plain")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.node("FAILS").resolve("startup-config")).hasContent("new\n");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(server.node("FAILS")).isDirectoryNotContaining("glob:**/.{handler,output}-*"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nodes",
        "PUT, /nodes",
        "DELETE, /nodes/KNOWN1",
        "POST, /nodes/KNOWN1",
        "PATCH, /nodes/KNOWN1",
        "DELETE, /nodes/KNOWN1/startup-config",
        "POST, /nodes/KNOWN1/startup-config"
    })
    void aWrongMethodIsNotFound(String method, String path) {
        HttpResponse<byte[]> answer = server.send(method, path, "{}".getBytes(UTF_8));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(type(answer)).isEqualTo("text/html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nodes/HEADED", "/nodes/HEADED/startup-config"})
    void headWorks(String path) {
        server.makeNode("HEADED", "startup-config", CONFIG);

        HttpResponse<byte[]> head = server.send("HEAD", path, new byte[0]);
        HttpResponse<byte[]> get = server.get(path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(type(head)).isEqualTo(type(get));
        assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(get.body().length));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void whatIsKeptForRoutersIsNobodyElsesBusiness() {
        server.makeNode("ROUTER1", "startup-config", "package wireless\n\nconfig wifi-iface\n");
        server.makeNode("ROUTER2", "startup-config", "\u001f\u008b".repeat(1));
        server.makeNode("ROUTER3", "definition", "actions:\n- {action: uci, attributes: {batch: {}}}\n");
        DialectServer.write(server.node("ROUTER2").resolve("startup-config"), "");
        gzip(server.node("ROUTER2").resolve("startup-config"));

        for (String router : new String[] {"ROUTER1", "ROUTER2", "ROUTER3"}) {
            assertRefused(server.report(router, "vEOS"));
            assertRefused(server.get("/nodes/" + router));
            assertRefused(server.get("/nodes/" + router + "/startup-config"));
            assertRefused(server.put("/nodes/" + router + "/startup-config", CONFIG.getBytes(UTF_8), "text/plain"));
            assertThat(server.node(router).resolve(".node")).doesNotExist();
        }
    }

    private static void gzip(Path file) {
        try {
            Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
