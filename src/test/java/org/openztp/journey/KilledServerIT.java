package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** kill -9 at random moments of provisionings under way: all come to their end, and no router is flashed twice. */
@Tag("lab")
class KilledServerIT {
    private static final int KILLS = 20;
    private static final int AT_ONCE = 3;
    private static final Duration LONGEST_LIFE = Duration.ofSeconds(5);

    @TempDir
    Path home;

    @Test
    void whatItBeganIsFinishedOnceHoweverOftenItIsKilled() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Journey.offerFirmware(home);
        ServerProcess server = new ServerProcess(home, "provision.backoff", "1s", "provision.backoff-max", "2s");
        Journey journey = new Journey(server);
        List<LabRouter> routers = new ArrayList<>();
        try (Lab lab = Lab.start()) {
            server.start();
            for (int kill = 0; kill < KILLS; kill++) {
                long open = routers.stream()
                        .filter(router ->
                                !journey.device(router).path("state").asText().equals("PROVISIONED"))
                        .count();
                if (open < AT_ONCE) {
                    List<LabRouter> more = lab.add(AT_ONCE - (int) open);
                    routers.addAll(more);
                    for (LabRouter router : more) {
                        journey.announce(router);
                    }
                }
                live(Duration.ofMillis(random.nextLong(LONGEST_LIFE.toMillis())));
                server.kill();
                server.start();
            }
            for (LabRouter router : routers) {
                journey.awaitState(router, "PROVISIONED", Duration.ofSeconds(90));
            }
            System.out.println(KILLS + " kills: " + routers.size() + " routers were provisioned, each flashed once");
            routers.forEach(journey::assertDone);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        } finally {
            server.close();
        }
        assertThat(routers).hasSizeGreaterThanOrEqualTo(AT_ONCE);
    }

    /** The server's time until it is killed: nothing is waited for, the moment is what is tested. */
    private static void live(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
