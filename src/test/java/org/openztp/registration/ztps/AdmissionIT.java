package org.openztp.registration.ztps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openztp.registration.ztps.DialectServer.text;
import static org.openztp.registration.ztps.DialectServer.type;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To whom the dialect is spoken, who becomes a node, and what a node is called by. */
class AdmissionIT {
    private static final String[] EOS = {"X-Arista-Serialnum", "x"};

    @TempDir
    Path home;

    @Test
    void whoIsElsewhereGetsNothingButFilesItKnows() throws Exception {
        try (DialectServer server = DialectServer.start(home, "ztps.networks", "10.0.0.0/8")) {
            server.makeNode("NODE1", "startup-config", "hostname x\n");
            for (HttpResponse<byte[]> answer : List.of(
                    server.get("/bootstrap", EOS),
                    server.get("/bootstrap/config"),
                    server.report("NEW1", "vEOS"),
                    server.get("/nodes/NODE1"),
                    server.get("/nodes/NODE1/startup-config"),
                    server.put("/nodes/NODE1/startup-config", "x".getBytes(UTF_8), "text/plain"),
                    server.get("/actions/add_config"),
                    server.get("/meta/files/EOS.swi"),
                    server.get("/meta/files/none"),
                    server.get("/files/EOS.swi"),
                    server.get("/files/none"),
                    server.get("/files/none?sha256=00"),
                    server.get("/files/deep"),
                    server.get("/nodes/NODE1", "X-Forwarded-For", "10.0.0.1"))) {
                assertThat(answer.statusCode()).as(answer.uri().toString()).isEqualTo(403);
                assertThat(type(answer)).isEqualTo("text/html");
                assertThat(answer.body()).isEmpty();
            }
            assertThat(server.node("NEW1")).doesNotExist();
            assertThat(server.node("NODE1").resolve("startup-config")).hasContent("hostname x\n");
            assertThat(server.get("/bootstrap").statusCode()).isEqualTo(200);
            knownFilesAreServed(server);
        }
    }

    private static void knownFilesAreServed(DialectServer server) throws Exception {
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest("SWI-BYTES".getBytes(UTF_8)));
        assertThat(server.get("/files/EOS.swi?sha256=" + "0".repeat(64)).statusCode())
                .isIn(403, 503);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(text(server.get("/files/EOS.swi?sha256=" + digest)))
                        .isEqualTo("SWI-BYTES"));
        assertThat(server.get("/files/EOS.swi?sha256=" + "0".repeat(64)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void withoutNetworksItIsSpokenToNobody() {
        try (DialectServer server = DialectServer.start(home, "ztps.networks", ",")) {
            assertThat(server.get("/bootstrap/config").statusCode()).isEqualTo(403);
            assertThat(server.report("NEW1", "vEOS").statusCode()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"closed", "secret", "approve"})
    void aPolicyThatIsNotOpenMakesNoNodeAndServesThoseThereAre(String policy) {
        try (DialectServer server = DialectServer.start(home, "enrolment.policy", policy)) {
            server.makeNode("NODE1", "startup-config", "hostname x\n");

            assertThat(server.report("NEW1", "vEOS").statusCode()).isEqualTo(400);
            assertThat(server.post("{\"serialnumber\":\"NEW2\",\"config\":\"x\"}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(server.node("NEW1")).doesNotExist();
            assertThat(server.node("NEW2")).doesNotExist();
            assertThat(server.report("NODE1", "vEOS").statusCode()).isEqualTo(409);
            assertThat(server.get("/nodes/NODE1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aMacAddressNamesItsNodeInWhateverSpelling() throws IOException {
        try (DialectServer server = DialectServer.start(home, "ztps.identifier", "systemmac")) {
            server.makeNode("001C73AABBCC", "startup-config", "hostname old\n");

            assertThat(report(server, "00:1c:73:00:00:01").headers().firstValue("Location"))
                    .contains(server.server.url() + "/nodes/001c73000001");
            assertThat(report(server, "001C.7300.0001").statusCode()).isEqualTo(409);
            assertThat(report(server, "00-1C-73-00-00-01").statusCode()).isEqualTo(409);
            assertThat(server.get("/nodes/00:1C:73:00:00:01").statusCode()).isEqualTo(200);
            assertThat(report(server, "00:1c:73:aa:bb:cc").headers().firstValue("Location"))
                    .contains(server.server.url() + "/nodes/001C73AABBCC");
            assertThat(text(server.get("/nodes/001c73aabbcc/startup-config"))).isEqualTo("hostname old\n");
            assertThat(Files.readString(server.node("001c73000001").resolve(".node")))
                    .contains("\"systemmac\":\"001c73000001\"");
        }
    }

    private static HttpResponse<byte[]> report(DialectServer server, String mac) {
        return server.post("{\"serialnumber\":\"S\",\"systemmac\":\"" + mac + "\",\"model\":\"vEOS\"}");
    }

    @Test
    void whereTopologyIsNotValidatedANodeMayMove() {
        try (DialectServer server = DialectServer.start(home, "ztps.validate-topology", "false")) {
            String there = "{\"serialnumber\":\"MOVES\",\"neighbors\":{"
                    + "\"Ethernet1\":[{\"device\":\"spine1\",\"port\":\"Ethernet7\"}],"
                    + "\"Ethernet2\":[{\"device\":\"spine2\",\"port\":\"x\"}]}}";
            assertThat(server.post(there).statusCode()).isEqualTo(201);
            assertThat(server.post(there.replace("spine1", "other")).statusCode())
                    .isEqualTo(409);
            assertThat(server.get("/nodes/MOVES").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theHandlersThatWereAskedForBeforeACrashAreRunAfterTheStart() throws IOException {
        Path node = home.resolve("nodes/CRASHED");
        DialectServer.write(node.resolve("startup-config"), "hostname x\n");
        DialectServer.write(node.resolve("config-handler"), "#!/bin/sh\nenv >seen\nid -u >>seen\n");
        DialectServer.executable(node.resolve("config-handler"));
        DialectServer.write(node.resolve(".handler-1"), "");

        try (DialectServer server = DialectServer.start(home)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(server.node("CRASHED").resolve(".handler-1"))
                            .doesNotExist());
            assertThat(node.resolve("seen"))
                    .content()
                    .contains("ZTP_NODE=CRASHED\n", "ZTP_CONFIG=" + node.resolve("startup-config"))
                    .doesNotContain("JAVA", "MAVEN");
        }
    }
}
