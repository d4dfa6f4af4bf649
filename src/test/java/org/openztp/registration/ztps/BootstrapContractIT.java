package org.openztp.registration.ztps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openztp.registration.ztps.DialectServer.text;
import static org.openztp.registration.ztps.DialectServer.type;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /bootstrap} and {@code /bootstrap/config}: a switch and a router ask at the same address. */
class BootstrapContractIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] EOS = {"X-Arista-Serialnum", "SSJ1", "X-Arista-Modelname", "vEOS"};

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

    @BeforeEach
    void asCopied() {
        DialectServer.write(home.resolve("conf/bootstrap/bootstrap"), DialectServer.SCRIPT);
    }

    @Test
    void aSwitchGetsTheOperatorsScriptWithTheServerFilledIn() {
        HttpResponse<byte[]> answer = server.get("/bootstrap", EOS);

        String url = server.server.url().toString();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).isEqualToIgnoringCase("text/x-python;charset=utf-8");
        assertThat(text(answer))
                .isEqualTo("#!/usr/bin/python\nSERVER = '" + url + "'\nother = '" + url + "/x $HOME $$ $SERVERS'\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Arista-Systemmac",
                "X-Arista-Serialnum",
                "X-Arista-Architecture",
                "X-Arista-Modelname",
                "x-arista-softwareversion"
            })
    void eachOfItsHeadersTellsASwitch(String header) {
        HttpResponse<byte[]> answer = server.get("/bootstrap", header, "x");

        assertThat(type(answer)).startsWith("text/x-python");
        assertThat(answer.headers().firstValue("Vary").orElse("")).containsIgnoringCase(header);
    }

    @Test
    void aRouterGetsTheAshScript() {
        HttpResponse<byte[]> answer = server.get("/bootstrap");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(type(answer)).startsWith("text/x-shellscript");
        assertThat(text(answer))
                .startsWith("#!/bin/sh")
                .contains(server.server.url().toString());
        assertThat(answer.headers().firstValue("Vary").orElse("")).contains("X-Arista-Serialnum");
    }

    @ParameterizedTest
    @CsvSource({"'$SERVER', URL", "'${SERVER}', URL", "'$SERVER.', URL.", "'$SERVER/x', URL/x"})
    void referencesAreFilled(String written, String sent) {
        assertThat(served(written))
                .isEqualTo(sent.replace("URL", server.server.url().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$$",
                "$$SERVER",
                "$SERVER_URL",
                "$SERVERS",
                "${SERVER_X}",
                "$HOME",
                "${HOME}",
                "$(id)",
                "$",
                "$1",
                "${SERVER"
            })
    void allElseStaysAsItIsWritten(String written) {
        assertThat(served(written)).isEqualTo(written);
    }

    private static String served(String script) {
        DialectServer.write(home.resolve("conf/bootstrap/bootstrap"), script);
        return text(server.get("/bootstrap", EOS));
    }

    @Test
    void bytesThatAreNoTextStay() throws IOException {
        byte[] script = {'a', (byte) 0xff, (byte) 0xc3, 0, '\r', '\n'};
        Files.write(home.resolve("conf/bootstrap/bootstrap"), script);

        assertThat(server.get("/bootstrap", EOS).body()).isEqualTo(script);
    }

    @Test
    void withoutAScriptASwitchIsRefusedAndARouterIsNot() throws IOException {
        Files.delete(home.resolve("conf/bootstrap/bootstrap"));

        HttpResponse<byte[]> answer = server.get("/bootstrap", EOS);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(type(answer)).isEqualTo("text/html");
        assertThat(answer.body()).isEmpty();
        assertThat(server.get("/bootstrap").statusCode()).isEqualTo(200);
    }

    @Test
    void aScriptAboveTheLimitIsTooLong() throws IOException {
        Files.write(home.resolve("conf/bootstrap/bootstrap"), new byte[(4 << 20) + 1]);

        assertThat(server.get("/bootstrap", EOS).statusCode()).isEqualTo(413);
    }

    @Test
    void headWorks() {
        HttpResponse<byte[]> head = server.send("HEAD", "/bootstrap", new byte[0], EOS);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(type(head)).startsWith("text/x-python");
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(String.valueOf(server.get("/bootstrap", EOS).body().length));
        assertThat(server.send("HEAD", "/bootstrap/config", new byte[0]).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theConfigurationTellsWhereToLogTo() throws IOException {
        conf(
                "logging:\n- destination: ztp.example:514\n  level: DEBUG\nxmpp: {server: im.example, port: 5222, rooms: [a]}\n");

        assertConf("""
                {"logging":[{"destination":"ztp.example:514","level":"DEBUG"}],
                 "xmpp":{"server":"im.example","port":5222,"rooms":["a"]}}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "logging:\nxmpp:\n", "logging: []\n", "xmpp: {}\n"})
    void whatTheConfigurationLeavesOutIsFilledIn(String yaml) throws IOException {
        conf(yaml);
        assertConf("{\"logging\":[],\"xmpp\":{}}");
    }

    @Test
    void withoutAConfigurationThereAreTheDefaults() throws IOException {
        Files.deleteIfExists(home.resolve("conf/bootstrap/bootstrap.conf"));
        assertConf("{\"logging\":[],\"xmpp\":{}}");
    }

    @Test
    void aConfigurationThatBecomesBrokenChangesNothing() throws IOException {
        conf("logging: [{destination: a}]\n");
        assertConf("{\"logging\":[{\"destination\":\"a\"}],\"xmpp\":{}}");

        conf("logging: [\n");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(new String(
                                server.get("/api/v1/status", "Authorization", "Bearer " + server.server.adminToken())
                                        .body(),
                                UTF_8))
                        .contains("bootstrap.conf:"));
        assertConf("{\"logging\":[{\"destination\":\"a\"}],\"xmpp\":{}}");
    }

    private static void conf(String yaml) {
        DialectServer.write(home.resolve("conf/bootstrap/bootstrap.conf"), yaml);
    }

    private static void assertConf(String json) throws IOException {
        var wanted = JSON.readTree(json);
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<byte[]> answer = server.get("/bootstrap/config");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(type(answer)).isEqualTo("application/json");
            assertThat(JSON.readTree(answer.body())).isEqualTo(wanted);
        });
    }
}
