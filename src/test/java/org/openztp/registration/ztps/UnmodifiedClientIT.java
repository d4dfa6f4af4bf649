package org.openztp.registration.ztps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.registration.ztps.DialectServer.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of a switch, by a client that refuses what ZTPServer's own refuses. */
class UnmodifiedClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private static SwitchClient booted(String url, String serial) throws IOException {
        SwitchClient client = new SwitchClient(serial);
        client.fetchScript(url + "/bootstrap");
        client.boot();
        return client;
    }

    private static void assertTheWholeWay(DialectServer server, String url) throws IOException {
        SwitchClient first = booted(url, "SSJ1");
        assertThat(first.server()).isEqualTo(url);
        assertThat(first.location).isEqualTo(url + "/nodes/SSJ1");
        assertThat(first.executed).containsExactly("configure", "image");
        assertThat(first.actions).containsOnlyKeys("add_config", "install_image");
        assertThat(first.resources)
                .containsEntry("files/leaf.template", "hostname $hostname\n")
                .containsEntry("files/EOS.swi", "SWI-BYTES");

        first.saveConfig("hostname saved\n");
        assertThat(server.node("SSJ1").resolve("startup-config")).hasContent("hostname saved\n");

        SwitchClient again = booted(url, "SSJ1");
        assertThat(again.executed).containsExactly("install static startup-config file", "configure");
        assertThat(again.resources).containsEntry(url + "/nodes/SSJ1/startup-config", "hostname saved\n");
    }

    @Test
    void itGoesTheWholeWay() throws IOException {
        try (DialectServer server = DialectServer.start(home)) {
            assertTheWholeWay(server, server.server.url().toString());
        }
    }

    @Test
    void itGoesTheWholeWayUnderAnyContextPath() throws IOException {
        try (DialectServer server = DialectServer.startUnder("/a/b", home)) {
            assertThat(server.server.url().getPath()).isEqualTo("/a/b");
            assertTheWholeWay(server, server.server.url().toString());
        }
    }

    @Test
    void itGoesTheWholeWayUnderThePathOfTheServerUrlWithoutAProxy() throws IOException {
        int port = freePort();
        String url = "http://localhost:" + port + "/deep/ztpserver";
        try (DialectServer server = DialectServer.start(home, "server_url", url, "http.port", String.valueOf(port))) {
            assertTheWholeWay(server, url);
            assertThat(server.rawGet("/deep/ztpserver/files/../../../secret")).startsWith("HTTP/1.1 404");
            assertThat(server.rawGet("/deep/ztpserverx/bootstrap")).startsWith("HTTP/1.1 404");
            assertThat(server.rawGet("/deep/ztpserver/health")).startsWith("HTTP/1.1 200");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theServerUrlDecidesWhatItIsToldAndForgedHeadersChangeNothing() throws IOException {
        String url = "https://net.example/site/ztps";
        try (DialectServer server = DialectServer.start(home, "server_url", url)) {
            server.makeNode("STATIC", "startup-config", "hostname x\n");
            String[] forged = {
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "http",
                "X-Forwarded-Prefix",
                "/evil",
                "X-Forwarded-For",
                "203.0.113.7",
                "Forwarded",
                "host=evil.example"
            };
            String[] asEos = {
                "X-Arista-Serialnum", "x", "X-Forwarded-Host", "evil.example", "X-Forwarded-Prefix", "/evil"
            };

            assertThat(text(server.get("/bootstrap", asEos))).contains("SERVER = '" + url + "'");
            assertThat(server.send("POST", "/nodes", "{\"serialnumber\":\"STATIC\"}".getBytes(UTF_8), forged)
                            .headers()
                            .firstValue("Location"))
                    .contains(url + "/nodes/STATIC");
            assertThat(text(server.get("/nodes/STATIC", forged))).contains(url + "/nodes/STATIC/startup-config");
        }
    }

    @Test
    void withoutAServerUrlTheHostThatWasAskedForIsToldAndForgedHeadersChangeNothing() {
        try (DialectServer server = DialectServer.start(home)) {
            String body = "{\"serialnumber\":\"HOSTED\",\"model\":\"vEOS\"}";
            String answer = server.raw("POST /ztp/nodes HTTP/1.1\r\nHost: ztps.example:8080\r\n"
                    + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /evil\r\n"
                    + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);

            assertThat(answer)
                    .startsWith("HTTP/1.1 201")
                    .contains("\r\nLocation: http://ztps.example:8080/ztp/nodes/HOSTED\r\n");
        }
    }

    @Test
    void fiftyAtOnceGetFiftyValuesOfOnePool() throws Exception {
        ExecutorService switches = Executors.newFixedThreadPool(50);
        try (DialectServer server = DialectServer.start(home)) {
            DialectServer.write(home.resolve("conf/resources/mgmt"), "");
            DialectServer.write(home.resolve("conf/resources/mgmt.yaml"), "- 10.8.0.1-10.8.0.51\n");
            server.report("FIRST", "Pooled");
            assertThat(value(server, "FIRST")).isEqualTo("10.8.0.1");
            List<Callable<String>> all = IntStream.range(0, 50)
                    .<Callable<String>>mapToObj(i -> () -> {
                        assertThat(server.report("P" + i, "Pooled").statusCode())
                                .isEqualTo(201);
                        return value(server, "P" + i);
                    })
                    .toList();

            Set<String> values = new HashSet<>();
            for (Future<String> value : switches.invokeAll(all)) {
                values.add(value.get());
            }
            assertThat(values).hasSize(50).doesNotContain("10.8.0.1").allMatch(value -> value.startsWith("10.8.0."));
            assertThat(values).contains(value(server, "P7"));

            server.report("P50", "Pooled");
            assertThat(server.get("/nodes/P50").statusCode()).isEqualTo(400);
            String shown = text(server.get(
                    "/api/v1/pools/mgmt?limit=500", "Authorization", "Bearer " + server.server.adminToken()));
            assertThat(JSON.readTree(shown).path("items"))
                    .hasSize(51)
                    .allMatch(item ->
                            item.path("deviceId").isNull() && item.path("node").isTextual());
        } finally {
            switches.shutdownNow();
        }
    }

    private static String value(DialectServer server, String node) throws IOException {
        HttpResponse<byte[]> answer = server.get("/nodes/" + node);
        assertThat(answer.statusCode()).as(node).isEqualTo(200);
        JsonNode definition = JSON.readTree(answer.body());
        return definition.at("/actions/0/attributes/variables/ip").asText();
    }
}
