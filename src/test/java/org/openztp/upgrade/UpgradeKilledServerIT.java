package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.FirmwareLab;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** kill -9 of a server while routers fetch the image from it, and again when they were told to flash. */
@Tag("lab")
class UpgradeKilledServerIT {
    private static final int KILOBYTES = 500;
    private static final int RATE = 100;

    @TempDir
    Path home;

    @Test
    void routersAreFlashedOnceAndVerifiedByServersThatAreKilled() throws Exception {
        ServerProcess server = new ServerProcess(
                home,
                "firmware.site-rate",
                "" + RATE,
                "upgrade.reconnect-delay",
                "2s",
                "upgrade.reconnect-pause",
                "1s",
                "upgrade.backoff",
                "1s");
        try (Lab lab = Lab.start()) {
            server.start();
            FirmwareLab routers = new FirmwareLab(lab, server.api());
            String image = "\"image\":" + routers.upload(FirmwareLab.NEW, KILOBYTES * 1000);
            LabRouter router = routers.provisioned();
            long device = routers.device(router).path("id").asLong();
            server.api().patch("/devices/" + device, "{\"location\":\"berlin\"}");
            long upgrade = routers.ask(router, image);

            routers.await(upgrade, now -> isAtLeast(now, UpgradeState.TRANSFERRING));
            UpgradeBench.soon()
                    .until(() -> router.sh("[ -s /tmp/ztp-upgrade/image ]").exit() == 0);
            server.kill();
            server.start();
            JsonNode fetching = routers.await(upgrade, now -> true);
            assertThat(fetching.path("state").asText()).isEqualTo("TRANSFERRING");
            routers.await(upgrade, now -> isAtLeast(now, UpgradeState.FLASHING));
            server.kill();
            server.start();

            JsonNode done = routers.ended(router, upgrade, "SUCCESS");
            assertThat(router.sysupgrades()).isOne();
            assertThat(router.flashes()).isOne();
            assertThat(router.release()).isEqualTo(FirmwareLab.NEW);
            assertThat(asked(done)).isGreaterThan(Duration.ofSeconds(KILOBYTES / RATE));
        } finally {
            server.close();
        }
    }

    private static boolean isAtLeast(JsonNode upgrade, UpgradeState state) {
        return UpgradeState.valueOf(upgrade.path("state").asText()).compareTo(state) >= 0;
    }

    private static Duration asked(JsonNode upgrade) {
        return Duration.between(
                Instant.parse(upgrade.path("createdAt").asText()),
                Instant.parse(upgrade.path("flashedAt").asText()));
    }
}
