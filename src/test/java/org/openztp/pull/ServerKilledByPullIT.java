package org.openztp.pull;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** The server is killed with -9 while routers that fetch their work are in the middle of their upgrades. */
@Tag("lab")
class ServerKilledByPullIT {
    /** More than all the buffers on the way hold. */
    private static final int IMAGE_BYTES = 12_000_000;

    private final CountDownLatch halfway = new CountDownLatch(1);
    private final CountDownLatch dead = new CountDownLatch(1);

    @Test
    void oneThatTakesTheImageAndOneThatIsJustToldToFlashAreUpgradedAndFlashedOnce(@TempDir Path home) throws Exception {
        try (Lab lab = Lab.start();
                ServerProcess server = new ServerProcess(
                                home,
                                "http.address",
                                "0.0.0.0",
                                "upgrade.reconnect-delay",
                                "2s",
                                "upgrade.reconnect-pause",
                                "1s",
                                "upgrade.reconnect-attempts",
                                "58")
                        .start();
                TamperingProxy slow = new TamperingProxy(lab.serverAddress(), server.port());
                TamperingProxy deadly = new TamperingProxy(lab.serverAddress(), server.port())) {
            FetchingRouters routers = new FetchingRouters(lab, server.api());
            long image = routers.upload("lab,ap-1", IMAGE_BYTES);
            LabRouter taking = routers.add();
            LabRouter told = routers.add();
            routers.bootstrap(taking, slow.port(), "");
            routers.bootstrap(told, deadly.port(), "");
            routers.becomes(taking, "PROVISIONED");
            routers.becomes(told, "PROVISIONED");

            slow.breakOff("/firmware/images/", IMAGE_BYTES / 3, () -> {
                halfway.countDown();
                waitFor(dead);
            });
            deadly.tamper((request, answer) -> {
                if (dead.getCount() > 0 && request.contains("/work?") && answer.contains("await_claimant")) {
                    server.kill();
                    dead.countDown();
                }
                return answer;
            });
            long first = routers.order(taking, image);
            routers.ask(taking);
            waitFor(halfway);
            long second = routers.order(told, image);
            routers.ask(told);
            waitFor(dead);
            server.start();

            JsonNode taken = routers.ends(taking, first, "SUCCESS");
            assertThat(taken.path("attempts").asInt()).isOne();
            assertThat(routers.told(taking)).containsPattern("\\d{7} of \\d{8} bytes are there");
            JsonNode flashed = routers.ends(told, second, "SUCCESS");
            assertThat(flashed.path("attempts").asInt()).isOne();
            for (LabRouter router : new LabRouter[] {taking, told}) {
                assertThat(router.flashes()).isOne();
                assertThat(router.sysupgrades()).isOne();
                assertThat(routers.device(router).path("state").asText()).isEqualTo("PROVISIONED");
            }
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
