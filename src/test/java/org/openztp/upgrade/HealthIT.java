package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.plan.Health.Check;
import org.openztp.plan.Health.Kind;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** What routers that were flashed show of their health, by a whole server. */
@Tag("lab")
class HealthIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NEW = "24.10.1";
    private static final String HEALTH = """

            health:
              commands:
                - '[ ! -e /mnt/ill ] || { echo no route >&2; exit 3; }'
              urls:
                - $server_url/health
              soak: 6s
            """;

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;
    private static long image;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        server = TestServer.start(
                home,
                "http.address",
                "0.0.0.0",
                "upgrade.reconnect-delay",
                "2s",
                "upgrade.reconnect-pause",
                "1s",
                "upgrade.health-patience",
                "2s");
        api = new ServerApi(server.url(), home);
        Files.writeString(home.resolve("conf/definitions/default.yaml"), HEALTH, StandardOpenOption.APPEND);
        image = upload();
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static long upload() throws Exception {
        JsonNode build = api.post("/firmware/builds", "{\"category\":\"lab\",\"version\":\"" + NEW + "\"}");
        String path = "/firmware/builds/" + build.path("id").asLong();
        URI place = api.url("/api/v1" + path + "/images/lab.bin");
        LabImage content = LabImage.of(NEW, 200_000, List.of("lab,ap-1"));
        HttpRequest put = HttpRequest.newBuilder(place)
                .header("Authorization", "Bearer " + api.adminToken())
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content.bytes()))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(put, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return api.get(path).at("/items/0/id").asLong();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router that stays well for the soak", () -> {
                    LabRouter router = provisioned();
                    JsonNode done = ended(router, asked(router), "SUCCESS");
                    assertThat(router.flashes()).isOne();
                    assertThat(router.must("cat /etc/ztp.firmware"))
                            .isEqualTo(done.at("/image/sha256").asText());
                    assertThat(router.must("ls -d /tmp/ztp-health 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(events(router)).contains("all is well");
                }),
                new Case("a router whose check does not hold", () -> {
                    LabRouter router = provisioned();
                    router.must("touch /mnt/ill");
                    JsonNode done = ended(router, asked(router), "FAILED");
                    assertThat(done.path("code").asText()).isEqualTo("unhealthy");
                    assertThat(done.path("words").asText())
                            .matches("definitions/default.yaml:\\d+ does not hold: exit code 3: no route");
                    assertThat(router.release()).isEqualTo(NEW);
                    assertThat(router.must("ls -d /etc/ztp.firmware 2>/dev/null || true"))
                            .isEmpty();
                }),
                new Case("a router that becomes well in time", () -> {
                    LabRouter router = provisioned();
                    router.must("touch /mnt/ill");
                    long id = asked(router);
                    await().atMost(PATIENCE).until(() -> events(router).contains("does not hold"));
                    router.must("rm /mnt/ill");
                    ended(router, id, "SUCCESS");
                }),
                new Case("a check that hangs is ended with all that it began", () -> {
                    LabRouter router = lab.add();
                    router.ip();
                    Check hangs = new Check("ap.yaml:3", Kind.COMMAND, "(sleep 1000; true) | cat");
                    byte[] program = HealthProgram.of(List.of(hangs), Duration.ZERO, Duration.ofSeconds(1));
                    router.put(
                            "/tmp/program", new String(program, UTF_8).replace("\nztp_limit=30\n", "\nztp_limit=2\n"));
                    Lab.Output said = router.sh("sh /tmp/program");
                    assertThat(said.exit()).isEqualTo(50);
                    assertThat(said.text()).endsWith("ztp: ap.yaml:3 does not hold: it took longer than 2 s\n");
                    assertThat(router.must("ps w | grep '[s]leep 1000' || true"))
                            .isEmpty();
                }),
                new Case("a router that starts anew while it is watched", () -> {
                    LabRouter router = provisioned();
                    long id = asked(router);
                    await().atMost(PATIENCE).until(() -> events(router).contains("all is well"));
                    router.reboot();
                    assertThat(ended(router, id, "FAILED").path("code").asText())
                            .isEqualTo("boot_loop");
                })));
    }

    private static LabRouter provisioned() throws IOException {
        String hook =
                "UCI=config server server\\n\\toption port " + server.url().getPort() + "\\n";
        LabRouter router = lab.add("HOOK=1", hook);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> device(router).path("state").asText(), "PROVISIONED"::equals);
        return router;
    }

    private static JsonNode device(LabRouter router) {
        try {
            return api.get("/devices?mac=" + router.mac()).path("items").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String events(LabRouter router) throws IOException {
        return api.get("/events?limit=200&device=" + device(router).path("id").asLong())
                .toString();
    }

    private static long asked(LabRouter router) throws IOException {
        long device = device(router).path("id").asLong();
        return api.post("/devices/" + device + "/upgrades", "{\"image\":" + image + "}")
                .path("id")
                .asLong();
    }

    private static JsonNode ended(LabRouter router, long id, String state) throws IOException {
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> api.get("/upgrades/" + id),
                        upgrade -> upgrade.path("endedAt").isTextual());
        assertThat(done.path("state").asText())
                .as(done.toPrettyString() + events(router))
                .isEqualTo(state);
        return done;
    }
}
