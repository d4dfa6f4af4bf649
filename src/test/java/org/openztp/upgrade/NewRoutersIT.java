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

/** Routers out of the box: first the build that they should run, with its health checks, then their configuration. */
@Tag("lab")
class NewRoutersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String NEW = "24.10.1";
    private static final String HEALTH = """

            health:
              commands:
                - '[ ! -e /mnt/ill ] || { echo no route >&2; exit 3; }'
              urls:
                - $server_url/health
              soak: 6s
            firmware: lab/24.10.1
            """;

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static ServerApi api;

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
        upload();
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    private static void upload() throws Exception {
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
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router that stays well for the soak is configured then", () -> {
                    LabRouter router = added();
                    JsonNode done = ended(router, "SUCCESS");
                    awaitState(router, "PROVISIONED");
                    assertThat(done.path("askedBy").asText()).isEqualTo("desired firmware");
                    assertThat(router.flashes()).isOne();
                    assertThat(router.release()).isEqualTo(NEW);
                    assertThat(router.must("cat /etc/ztp.firmware"))
                            .isEqualTo(done.at("/image/sha256").asText());
                    assertThat(router.must("ls -d /tmp/ztp-health 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(events(router).indexOf("SUCCESS: it runs"))
                            .as(events(router))
                            .isLessThan(events(router).indexOf("PROVISIONED: provisioned"))
                            .isPositive();
                }),
                new Case("a router whose check does not hold is not configured before somebody asks", () -> {
                    LabRouter router = added("touch /mnt/ill");
                    JsonNode done = ended(router, "FAILED");
                    assertThat(done.path("code").asText()).isEqualTo("unhealthy");
                    assertThat(done.path("words").asText())
                            .matches("definitions/default.yaml:\\d+ does not hold: exit code 3: no route");
                    assertThat(router.must("ls -d /etc/ztp.firmware 2>/dev/null || true"))
                            .isEmpty();
                    awaitState(router, "FAILED");
                    assertThat(device(router).path("reason").asText()).isEqualTo("upgrade_failed");
                    api.post("/devices/" + device(router).path("id").asLong() + "/retry", "");
                    awaitState(router, "PROVISIONED");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("a router that becomes well in time", () -> {
                    LabRouter router = added("touch /mnt/ill");
                    await().atMost(PATIENCE).until(() -> events(router).contains("does not hold"));
                    router.must("rm /mnt/ill");
                    ended(router, "SUCCESS");
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
                    LabRouter router = added();
                    await().atMost(PATIENCE).until(() -> events(router).contains("all is well"));
                    router.reboot();
                    assertThat(ended(router, "FAILED").path("code").asText()).isEqualTo("boot_loop");
                })));
    }

    private static LabRouter added() throws IOException {
        return added("true");
    }

    /** @param command that is run on it at once */
    private static LabRouter added(String command) throws IOException {
        String hook =
                "UCI=config server server\\n\\toption port " + server.url().getPort() + "\\n";
        LabRouter router = lab.add("HOOK=1", hook);
        router.ip();
        router.must(command);
        return router;
    }

    private static void awaitState(LabRouter router, String state) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> device(router).path("state").asText(), state::equals);
    }

    private static JsonNode device(LabRouter router) {
        try {
            return api.get("/devices?mac=" + router.mac()).path("items").path(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String events(LabRouter router) throws IOException {
        JsonNode id = device(router).path("id");
        return id.isNumber()
                ? api.get("/events?limit=200&device=" + id.asLong()).toString()
                : "";
    }

    /** The only upgrade that it ever has. */
    private static JsonNode ended(LabRouter router, String state) throws IOException {
        await().atMost(PATIENCE).until(() -> device(router).path("id").isNumber());
        String upgrades = "/upgrades?device=" + device(router).path("id").asLong();
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> api.get(upgrades).path("items"),
                        all -> all.path(0).path("endedAt").isTextual())
                .path(0);
        assertThat(api.get(upgrades).path("items")).hasSize(1);
        assertThat(done.path("state").asText())
                .as(done.toPrettyString() + events(router))
                .isEqualTo(state);
        return done;
    }
}
