package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.pull.FetchingRouters.AGENT;
import static org.openztp.pull.FetchingRouters.NEW;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Routers that fetch their work and lose all they had by a planned wipe, and what is kept of them before. */
@Tag("lab")
class WipedByPullIT {
    private static final String DEFINITION = """
            name: default
            actions:
              - {name: name, action: set_hostname, attributes: {hostname: lobby}}
            """;

    private static final Set<String> AFTER_FLASH = Set.of("FLASHING", "REBOOTING", "VERIFYING");

    @TempDir
    static Path home;

    private static Lab lab;
    private static Site open;
    private static Site careful;

    /** One server, and the routers that it looks after. */
    private record Site(TestServer server, FetchingRouters routers, String secret, long image) {
        static Site start(Path home, String... settings) throws Exception {
            Path definitions = Files.createDirectories(home.resolve("conf").resolve("definitions"));
            Files.writeString(definitions.resolve("default.yaml"), DEFINITION);
            TestServer server = TestServer.start(home, settings);
            ServerApi api = new ServerApi(server.url(), home);
            FetchingRouters routers = new FetchingRouters(lab, api);
            String secret = api.post("/enrolment-secrets", "").path("secret").asText();
            return new Site(server, routers, secret, routers.upload("lab,ap-1", 200_000));
        }

        LabRouter provisioned() throws IOException {
            LabRouter router = routers.add();
            bootstrap(router);
            routers.becomes(router, "PROVISIONED");
            return router;
        }

        String bootstrap(LabRouter router) {
            return routers.bootstrap(router, server.url().getPort(), "ZTP_SECRET=" + secret + " ");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        open = Site.start(home.resolve("open"), settings("tried", "open"));
        careful = Site.start(home.resolve("careful"), settings("required", "secret"));
    }

    private static String[] settings(String backup, String policy) {
        return new String[] {
            "http.address", "0.0.0.0",
            "enrolment.policy", policy,
            "upgrade.backup", backup,
            "upgrade.backoff", "2s",
            "upgrade.reconnect-delay", "2s",
            "upgrade.reconnect-pause", "1s",
            "upgrade.reconnect-attempts", "58"
        };
    }

    @AfterAll
    static void end() throws IOException {
        open.server().close();
        careful.server().close();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.of(
                new Case("where everybody is let in, a wiped router is upgraded when it has been approved", () -> {
                    LabRouter router = open.provisioned();
                    long upgrade = wiped(open, router);
                    assertThat(open.bootstrap(router)).contains("waits for");
                    open.routers().ask(router);
                    assertThat(open.routers().state(upgrade)).isNotEqualTo("SUCCESS");
                    open.routers().approve(router);
                    isUpgradedAndProvisioned(open, router, upgrade);
                }),
                new Case("where a secret is asked for, a wiped router is upgraded when it has shown that", () -> {
                    LabRouter router = careful.provisioned();
                    long upgrade = wiped(careful, router);
                    careful.bootstrap(router);
                    JsonNode done = isUpgradedAndProvisioned(careful, router, upgrade);
                    assertThat(done.at("/before/backup").asInt())
                            .as("was kept before")
                            .isPositive();
                }),
                new Case("a router whose configuration has to be kept, and cannot be, is left as it is", () -> {
                    LabRouter router = careful.provisioned();
                    router.must("rm /etc/shadow");
                    long upgrade = careful.routers().order(router, careful.image());
                    careful.routers().ends(router, upgrade, "ABORTED", "backup_failed");
                    assertThat(careful.routers().runs(router)).isEmpty();
                    assertThat(careful.routers().device(router).path("state").asText())
                            .isEqualTo("PROVISIONED");
                })));
    }

    /** It has booted as if it came out of its box. */
    private static long wiped(Site site, LabRouter router) throws IOException {
        assertThat(router.hostname()).isEqualTo("lobby");
        String key = hostKey(router);
        String boot = router.bootId();
        long upgrade = site.routers().order(router, site.image(), "n");
        site.routers()
                .asks(
                        router,
                        "the flash",
                        () -> AFTER_FLASH.contains(site.routers().state(upgrade)));
        router.awaitBootAfter(boot);
        assertThat(hostKey(router)).isNotEqualTo(key);
        assertThat(router.hostname()).isNotEqualTo("lobby");
        assertThat(router.sh("[ -e " + AGENT + " ] || uci -q get ztp.server.token")
                        .text())
                .isEmpty();
        return upgrade;
    }

    private static String hostKey(LabRouter router) {
        return router.must("sha256sum </etc/dropbear/dropbear_ed25519_host_key");
    }

    private static JsonNode isUpgradedAndProvisioned(Site site, LabRouter router, long upgrade) {
        JsonNode done = site.routers().ends(router, upgrade, "SUCCESS");
        assertThat(done.path("attempts").asInt()).isOne();
        site.routers().becomes(router, "PROVISIONED");
        assertThat(router.release()).isEqualTo(NEW);
        assertThat(router.hostname()).isEqualTo("lobby");
        assertThat(router.flashes()).isOne();
        assertThat(site.routers().device(router).path("claim").isNull()).isTrue();
        return done;
    }
}
