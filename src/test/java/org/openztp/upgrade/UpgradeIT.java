package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.testkit.FirmwareLab.NEW;
import static org.openztp.testkit.FirmwareLab.OLD;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.FirmwareLab;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** Whole upgrades of routers that have an ash, a dropbear and a sysupgrade that can go wrong, by a whole server. */
@Tag("lab")
class UpgradeIT {

    @TempDir
    static Path home;

    private static Lab lab;
    private static TestServer server;
    private static FirmwareLab routers;
    private static long image;

    @BeforeAll
    static void start() throws Exception {
        lab = Lab.start();
        server = FirmwareLab.server(
                home,
                "upgrade.reconnect-attempts",
                "30",
                "upgrade.attempts",
                "3",
                "upgrade.backoff",
                "2s",
                "provision.connect-timeout",
                "3s");
        routers = new FirmwareLab(lab, new ServerApi(server.url(), home));
        image = routers.upload(NEW, 200_000);
    }

    @AfterAll
    static void end() throws IOException {
        server.close();
        lab.close();
    }

    @Test
    void aRouterWhoseUpgradeIsCancelledWhileItFetchesIsAtOnceLeftAsItWas() throws IOException {
        new OddRouters(lab, home, routers, image).cancelled();
    }

    @TestFactory
    Stream<DynamicTest> allAtOnce() {
        return AtOnce.tests(Stream.concat(
                new OddRouters(lab, home, routers, image).cases(),
                Stream.of(
                        new Case("a router runs the new release, and has it already the next time", () -> {
                            LabRouter router = routers.provisioned();
                            String boot = router.bootId();
                            JsonNode done = upgraded(router, "SUCCESS", "{}");
                            assertThat(router.release()).isEqualTo(NEW);
                            assertThat(router.bootId()).isNotEqualTo(boot);
                            assertThat(router.flashes()).isOne();
                            assertThat(done.at("/before/release").asText()).isEqualTo(OLD);
                            assertThat(done.at("/before/backup").asInt()).isPositive();
                            assertThat(router.must("cat /etc/ztp.firmware"))
                                    .isEqualTo(done.at("/image/sha256").asText());
                            assertThat(router.must("ls -d /etc/ztp.flashing /tmp/ztp-upgrade* 2>/dev/null || true"))
                                    .isEmpty();
                            assertThat(routers.device(router).path("state").asText())
                                    .isEqualTo("PROVISIONED");
                            upgraded(router, "SKIPPED", "{}");
                            assertThat(router.flashes()).isOne();
                        }),
                        new Case("a sysupgrade that does nothing", () -> {
                            LabRouter router = routers.provisioned();
                            router.fault("sysupgrade-nothing");
                            assertThat(upgraded(router, "FAILED", "{}")
                                            .path("code")
                                            .asText())
                                    .isEqualTo("no_reboot");
                            assertThat(router.release()).isEqualTo(OLD);
                        }),
                        new Case("a sysupgrade that refuses", () -> {
                            LabRouter router = routers.provisioned();
                            router.fault("sysupgrade-refuses");
                            JsonNode failed = upgraded(router, "FAILED", "{}");
                            assertThat(failed.path("code").asText())
                                    .as(failed.toString())
                                    .isIn("flash_refused", "no_reboot");
                        }),
                        new Case("a router that boots what it ran before", () -> {
                            LabRouter router = routers.provisioned();
                            router.fault("boots-old");
                            assertThat(upgraded(router, "FAILED", "{}")
                                            .path("code")
                                            .asText())
                                    .isEqualTo("old_version");
                        }),
                        new Case("a router that is never back", () -> {
                            LabRouter router = routers.provisioned();
                            router.fault("never-back");
                            assertThat(upgraded(router, "FAILED", "{}")
                                            .path("code")
                                            .asText())
                                    .isEqualTo("never_came_back");
                        }),
                        exits(1),
                        exits(246),
                        exits(255),
                        new Case("a router that is wiped as planned is provisioned anew", () -> {
                            LabRouter router = routers.provisioned();
                            upgraded(router, "SUCCESS", "{\"n\":true}");
                            assertThat(router.release()).isEqualTo(NEW);
                            routers.awaitState(router, "PROVISIONED");
                            assertThat(router.flashes()).isOne();
                        }))));
    }

    private static Case exits(int code) {
        return new Case("a sysupgrade that flashes and exits with " + code, () -> {
            LabRouter router = routers.provisioned();
            router.fault("sysupgrade-exits-" + code);
            upgraded(router, "SUCCESS", "{}");
            assertThat(router.flashes()).isOne();
        });
    }

    private static JsonNode upgraded(LabRouter router, String end, String options) throws IOException {
        long upgrade = routers.ask(router, "\"image\":" + image + ",\"options\":" + options);
        return routers.ended(router, upgrade, end);
    }
}
