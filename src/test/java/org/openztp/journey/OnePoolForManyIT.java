package org.openztp.journey;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.FakeSshd;
import org.openztp.testkit.TestServer;

/** A whole server, as many routers as a pool has values, and one more. */
class OnePoolForManyIT {
    private static final int ROUTERS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path home;

    private static final List<FakeRouter> ROUTERS_UP = new ArrayList<>();
    private static final Queue<String> NAMED = new ConcurrentLinkedQueue<>();
    private static final Warnings WARNINGS = new Warnings();
    private static TestServer server;

    private static final class Warnings extends Handler {
        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                told.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @BeforeAll
    static void start() throws IOException {
        Logger.getLogger("").addHandler(WARNINGS);
        write("resources/names.yaml", "- {pattern: ap-%%03d, from: 1, to: %d}\n".formatted(ROUTERS));
        write("definitions/default.yaml", """
                actions:
                  - action: run_script
                    attributes: {script: init.sh, arguments: ["allocate('names')"]}
                """);
        int port = 0;
        for (int i = 0; i <= ROUTERS; i++) {
            FakeSshd sshd = new FakeSshd(address(i), port);
            port = sshd.port();
            FakeRouter router = new FakeRouter(mac(i), "24.10.2", sshd);
            router.script(shell -> {
                NAMED.add(shell.arguments().get(0));
                return 0;
            });
            ROUTERS_UP.add(router);
        }
        server = TestServer.start(
                home, "provision.ssh-port", String.valueOf(port), "http.trusted-proxies", "127.0.0.1/32");
    }

    @AfterAll
    static void stop() {
        server.close();
        ROUTERS_UP.forEach(FakeRouter::close);
        Logger.getLogger("").removeHandler(WARNINGS);
    }

    private static void write(String name, String text) throws IOException {
        Path file = home.resolve("conf").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String address(int i) {
        return "127.1." + i / 100 + "." + (1 + i % 100);
    }

    private static String mac(int i) {
        return "02:1a:b0:00:%02x:%02x".formatted(i / 256, i % 256);
    }

    /** As a router would that calls from this address. */
    private static CompletableFuture<HttpResponse<String>> register(int i) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(server.url("/register"))
                        .header("X-Forwarded-For", address(i))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("mac=" + mac(i)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + server.adminToken());
    }

    private static JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = HTTP.send(api(path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static int count(String state) throws Exception {
        return json("/api/v1/status").at("/devices/" + state).asInt();
    }

    @Test
    void eachGetsOneOfItsOwnAndWhoComesTooLateGoesOnWhenOneIsFreed() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < ROUTERS; i++) {
            calls.add(register(i));
        }
        for (int i = 0; i < ROUTERS; i++) {
            assertIsRegistered(i, calls.get(i).get());
        }
        await().atMost(PATIENCE).until(() -> count("PROVISIONED") == ROUTERS);
        assertThat(NAMED).hasSize(ROUTERS).doesNotHaveDuplicates();
        assertThat(json("/api/v1/status").get("alerts")).isEmpty();

        assertIsRegistered(ROUTERS, register(ROUTERS).get());

        await().atMost(PATIENCE).until(() -> count("WAITING") == 1);
        JsonNode late = json("/api/v1/devices?state=WAITING").at("/items/0");
        assertThat(late.get("reason").asText()).isEqualTo("pool_exhausted");
        assertThat(json("/api/v1/events?device=" + late.get("id")).findValuesAsText("message"))
                .contains("WAITING: pool names is exhausted: all of its 200 values are taken");
        assertThatOperatorsAreTold("pool names is exhausted: 1 device waits for a value");

        JsonNode first = json("/api/v1/devices?q=" + mac(0)).at("/items/0");
        HttpRequest removal = api("/api/v1/devices/" + first.get("id")).DELETE().build();
        assertThat(HTTP.send(removal, BodyHandlers.discarding()).statusCode()).isEqualTo(204);

        await().atMost(PATIENCE).until(() -> count("PROVISIONED") == ROUTERS);
        assertThat(NAMED).hasSize(ROUTERS + 1);
        assertThat(NAMED.stream().distinct()).hasSize(ROUTERS);
        await().atMost(PATIENCE)
                .until(() -> json("/api/v1/status").get("alerts").isEmpty());
        assertThat(health()).isEqualTo("{\"status\":\"up\"}");
    }

    /** A router that was told to come again does so. */
    private static void assertIsRegistered(int i, HttpResponse<String> answer) throws Exception {
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            await().atMost(PATIENCE).until(() -> register(i).get().statusCode() == 200);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static String health() throws Exception {
        return HTTP.send(HttpRequest.newBuilder(server.url("/health")).build(), BodyHandlers.ofString())
                .body();
    }

    private static void assertThatOperatorsAreTold(String alert) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json("/api/v1/status").get("alerts"))
                        .singleElement()
                        .extracting(JsonNode::asText)
                        .isEqualTo(alert));
        assertThat(health()).isEqualTo("{\"status\":\"up\",\"alerts\":1}");
        assertThat(page()).contains("id=\"alerts\"", alert);
        assertThat(json("/api/v1/checks").toString()).contains(alert);
        assertThat(WARNINGS.told.stream().filter(line -> line.contains("pool names")))
                .as("the log tells it once")
                .hasSize(1);
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
        HttpRequest devices = HttpRequest.newBuilder(server.url("/ui/devices"))
                .header("Cookie", cookie)
                .build();
        return HTTP.send(devices, BodyHandlers.ofString()).body();
    }
}
