package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.openwrt.MacAddress;

/** Who loses a race in {@link Db#txRetrying} begins anew, on whichever database the subclass opens. */
abstract class RacesContract extends WithDb {
    @Test
    void fiftyThreadsAddingTheSameNameEndWithOneRowAndNoError() throws Exception {
        AtomicInteger added = new AtomicInteger();
        inParallel(
                50,
                () -> db.txRetrying(tx -> {
                    boolean known = !tx.em()
                            .createNativeQuery("select id from api_token where name = 'one'")
                            .getResultList()
                            .isEmpty();
                    if (!known) {
                        tx.em()
                                .createNativeQuery("insert into api_token (name, role, hash, created_at) values"
                                        + " ('one', 'VIEWER', 'h', ?)")
                                .setParameter(1, NOW)
                                .executeUpdate();
                        tx.afterCommit(added::incrementAndGet);
                    }
                    return null;
                }));
        assertThat(added).hasValue(1);
    }

    @Test
    void everyOneOfManyThreadsChangingOneRowGetsItsTurn() throws Exception {
        Db.Work<Device> first = tx -> {
            Device device = new Device(MacAddress.parse("02:00:00:00:00:01"), DeviceState.REGISTERED, NOW);
            tx.em().persist(device);
            return device;
        };
        long id = db.tx(first).id();
        inParallel(6, () -> db.txRetrying(tx -> tx.em().find(Device.class, id).startProvisioning(NOW)));
        assertThat(db.<Integer>tx(tx -> (Integer) tx.em()
                        .createNativeQuery("select attempts from device where id = ?", Integer.class)
                        .setParameter(1, id)
                        .getSingleResult()))
                .isEqualTo(6);
    }

    @Test
    void aRaceThatIsLostEveryTimeEndsWithTheException() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> db.txRetrying(tx -> {
                    tries.incrementAndGet();
                    throw new OptimisticLockException("always");
                }))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(tries).hasValueBetween(5, 20);
    }

    @Test
    void aFailureThatIsNoRaceIsNotTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        assertThatThrownBy(() -> db.txRetrying(tx -> {
                    tries.incrementAndGet();
                    return tx.em().createNativeQuery("select nonsense").getResultList();
                }))
                .isInstanceOf(PersistenceException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void whoLosesADeadlockBeginsAnew() throws Exception {
        long one = db.tx(tx -> add(tx, "0"));
        long other = db.tx(tx -> add(tx, "0"));
        AtomicInteger tries = new AtomicInteger();
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        Iterator<List<Long>> orders =
                List.of(List.of(one, other), List.of(other, one)).iterator();
        inParallel(2, () -> {
            List<Long> order = next(orders);
            boolean[] first = {true};
            return db.txRetrying(tx -> {
                tries.incrementAndGet();
                countUp(tx, order.get(0));
                if (first[0]) {
                    first[0] = false;
                    meet(bothHoldOne);
                }
                countUp(tx, order.get(1));
                return null;
            });
        });
        assertThat(tries).hasValueGreaterThan(2);
        assertThat(List.of(message(one), message(other))).containsExactly("2", "2");
    }

    @Test
    void whoWaitsTooLongForALockBeginsAnew() throws Exception {
        long id = db.tx(tx -> add(tx, "0"));
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch secondTry = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        Callable<?> holder = () -> db.txRetrying(tx -> {
            countUp(tx, id);
            locked.countDown();
            return awaitQuietly(secondTry);
        });
        Callable<?> waiting = () -> {
            awaitQuietly(locked);
            return db.txRetrying(tx -> {
                if (tries.incrementAndGet() == 2) {
                    secondTry.countDown();
                }
                countUp(tx, id);
                return null;
            });
        };
        Iterator<Callable<?>> parts = List.<Callable<?>>of(holder, waiting).iterator();
        inParallel(2, () -> next(parts).call());
        assertThat(tries).hasValueGreaterThan(1);
        assertThat(message(id)).isEqualTo("2");
    }

    private static <T> T next(Iterator<T> shared) {
        synchronized (shared) {
            return shared.next();
        }
    }

    private static void countUp(Tx tx, long event) {
        tx.em()
                .createNativeQuery("update device_event set message = cast(message as int) + 1 where id = ?")
                .setParameter(1, event)
                .executeUpdate();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void inParallel(int threads, Callable<?> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            for (Future<?> each : executor.invokeAll(Collections.nCopies(threads, work))) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
