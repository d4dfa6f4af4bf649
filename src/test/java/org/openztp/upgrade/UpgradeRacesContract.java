package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;
import org.openztp.http.Problem;

/** Two that want different things of one upgrade at the same moment, again and again. */
abstract class UpgradeRacesContract extends UpgradeStage {
    private ExecutorService two;

    abstract int times();

    @BeforeEach
    void threads() {
        two = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void noThreads() {
        two.shutdownNow();
    }

    private List<Object> atOnce(Callable<?> one, Callable<?> other) throws Exception {
        return atOnce(one, other, 0);
    }

    /**
     * Their results: a value, or the problem's status.
     *
     * @param lead by how many microseconds the other begins before the one
     */
    private List<Object> atOnce(Callable<?> one, Callable<?> other, int lead) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<Object>> both = new ArrayList<>();
        for (Callable<?> each : List.of(one, other)) {
            both.add(two.submit(() -> {
                start.await();
                LockSupport.parkNanos(1_000L * Math.max(0, each == one ? lead : -lead));
                try {
                    return each.call();
                } catch (Problem refusal) {
                    return refusal.status();
                }
            }));
        }
        return List.of(both.get(0).get(), both.get(1).get());
    }

    @Test
    void ofTwoUpgradesOfOneDeviceOneIsTakenAndTheOtherRefused() throws Exception {
        for (int i = 0; i < times(); i++) {
            List<Object> results = atOnce(this::ask, this::ask);

            assertThat(results).containsOnlyOnce(409);
            long taken = (long)
                    results.stream().filter(Long.class::isInstance).findFirst().orElseThrow();
            orders.cancel(taken, OPERATOR);
        }
        assertThat(test.db()
                        .tx(tx -> upgrades.list(tx, device, UpgradeState.CANCELLED, null, 10))
                        .items())
                .isNotEmpty();
    }

    @Test
    void whatIsCancelledIsNeverFlashed() throws Exception {
        int cancelled = 0;
        int flashed = 0;
        // whoever came first begins later the next time, so that both do, whichever is quicker on this database
        int lead = 0;
        for (int i = 0; i < times(); i++) {
            long id = toTheLastMoment();
            List<Object> results = atOnce(() -> orders.cancel(id, OPERATOR).state(), () -> job().run(id), lead);
            UpgradeState state = upgrade(id).state();
            if (results.get(0).equals(409)) {
                assertThat(state).isEqualTo(UpgradeState.FLASHING);
                flashed++;
                lead -= 100;
                runToTheEnd(id);
            } else {
                assertThat(state).isEqualTo(UpgradeState.CANCELLED);
                cancelled++;
                lead += 100;
                runToTheEnd(id);
                assertThat(shop.device(device).state()).isEqualTo(DeviceState.PROVISIONED);
            }
            router.release = "23.05.5";
        }
        assertThat(router.flashes).isEqualTo(flashed);
        assertThat(cancelled).as("both ways").isBetween(1, times() - 1);
    }

    /** The next thing that is heard of the router is that the image is ready. */
    private long toTheLastMoment() {
        long id = ask();
        runUntil(id, UpgradeState.TRANSFERRING);
        return id;
    }
}
