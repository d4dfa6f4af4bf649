package org.openztp.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.openztp.testkit.FirmwareLab.NEW;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
import org.openztp.testkit.FirmwareLab;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Routers out of the box: first the build that they should run, with its health checks, then their configuration. */
@Tag("lab")
class NewRoutersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
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
    private static FirmwareLab routers;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        server = FirmwareLab.server(home, "upgrade.health-patience", "2s");
        api = new ServerApi(server.url(), home);
        routers = new FirmwareLab(lab, api);
        Files.writeString(home.resolve("conf/definitions/default.yaml"), HEALTH, StandardOpenOption.APPEND);
        routers.upload(NEW, 200_000);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("a router that stays well for the soak is configured then", () -> {
                    LabRouter router = added();
                    JsonNode done = ended(router, "SUCCESS");
                    routers.awaitState(router, "PROVISIONED");
                    assertThat(done.path("askedBy").asText()).isEqualTo("desired firmware");
                    assertThat(router.flashes()).isOne();
                    assertThat(router.release()).isEqualTo(NEW);
                    assertThat(router.must("cat /etc/ztp.firmware"))
                            .isEqualTo(done.at("/image/sha256").asText());
                    assertThat(router.must("ls -d /tmp/ztp-health 2>/dev/null || true"))
                            .isEmpty();
                    assertThat(routers.events(router).indexOf("SUCCESS: it runs"))
                            .as(routers.events(router))
                            .isLessThan(routers.events(router).indexOf("PROVISIONED: provisioned"))
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
                    routers.awaitState(router, "FAILED");
                    assertThat(routers.device(router).path("reason").asText()).isEqualTo("upgrade_failed");
                    api.post("/devices/" + routers.device(router).path("id").asLong() + "/retry", "");
                    routers.awaitState(router, "PROVISIONED");
                    assertThat(router.flashes()).isOne();
                }),
                new Case("a router that becomes well in time", () -> {
                    LabRouter router = added("touch /mnt/ill");
                    await().atMost(PATIENCE).until(() -> routers.events(router).contains("does not hold"));
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
                    await().atMost(PATIENCE).until(() -> routers.events(router).contains("all is well"));
                    router.reboot();
                    assertThat(ended(router, "FAILED").path("code").asText()).isEqualTo("boot_loop");
                })));
    }

    private static LabRouter added() throws IOException {
        return added("true");
    }

    /** @param command that is run on it at once */
    private static LabRouter added(String command) throws IOException {
        LabRouter router = routers.add();
        router.ip();
        router.must(command);
        return router;
    }

    /** The only upgrade that it ever has. */
    private static JsonNode ended(LabRouter router, String state) throws IOException {
        await().atMost(PATIENCE).until(() -> routers.device(router).path("id").isNumber());
        String upgrades =
                "/upgrades?device=" + routers.device(router).path("id").asLong();
        JsonNode done = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> api.get(upgrades).path("items"),
                        all -> all.path(0).path("endedAt").isTextual())
                .path(0);
        assertThat(api.get(upgrades).path("items")).hasSize(1);
        assertThat(done.path("state").asText())
                .as(done.toPrettyString() + routers.events(router))
                .isEqualTo(state);
        return done;
    }
}
