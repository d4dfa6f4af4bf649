package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.TestDb;

/** What {@link Db} promises, on whichever database the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DbContract {
    private static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");

    TestDb test;
    Db db;

    abstract TestDb open();

    @BeforeAll
    void migrateFromEmpty() {
        test = open();
        db = test.db();
    }

    @AfterAll
    void close() {
        test.close();
    }

    @Test
    void aCommitKeepsTheRow() {
        long id = db.tx(tx -> add(tx, "kept"));
        assertThat(message(id)).isEqualTo("kept");
    }

    @Test
    void anExceptionRollsBackAndPassesOnUnchanged() {
        IOException cause = new IOException("the real reason");
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "lost"));
                    DbContract.<RuntimeException>sneak(cause);
                }))
                .isSameAs(cause);
        assertThat(message(ids.get(0))).isNull();
    }

    @Test
    void anErrorRollsBackToo() {
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "lost"));
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(message(ids.get(0))).isNull();
    }

    @Test
    void aTransactionInsideATransactionIsRefused() {
        assertThatThrownBy(() -> db.run(outer -> db.run(inner -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("inside a transaction");
        db.run(tx -> {});
    }

    @Test
    void anInstantComesBackToTheMicrosecondEvenInAnHourThatLocalTimeSkips() {
        long id = db.tx(tx -> add(tx, "at"));
        assertThat(db.<Instant>tx(tx -> tx.em().find(DeviceEvent.class, id).at()))
                .isEqualTo(NOW);
        assertThat(db.<String>tx(tx -> (String) tx.em()
                        .createNativeQuery("select cast(at as char(26)) from device_event where id = ?", String.class)
                        .setParameter(1, id)
                        .getSingleResult()))
                .isEqualTo("2026-03-29 01:30:00.123456");
    }

    @Test
    void whatIsToHappenAfterACommitHappensOutsideItAndOnlyThen() {
        List<String> told = new ArrayList<>();
        db.run(tx -> {
            tx.afterCommit(() -> {
                throw new IllegalStateException("is told to the log only");
            });
            tx.afterCommit(() -> told.add(db.tx(inner -> "committed")));
            assertThat(told).isEmpty();
        });
        assertThat(told).containsExactly("committed");
        assertThatThrownBy(() -> db.run(tx -> {
                    tx.afterCommit(() -> told.add("rolled back"));
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(told).containsExactly("committed");
    }

    @Test
    void theConnectionIsTheTransactionsOwnAndCannotEndIt() {
        List<Long> ids = new ArrayList<>();
        assertThatThrownBy(() -> db.run(tx -> {
                    ids.add(add(tx, "seen"));
                    assertThat(countAndClose(tx.connection(), ids.get(0))).isEqualTo(1);
                    assertThat(countAndClose(tx.connection(), ids.get(0))).isEqualTo(1);
                    commit(tx.connection());
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commit");
        assertThat(message(ids.get(0))).isNull();
    }

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
    void everyCharacterComesBackAsItWas() {
        String words = "\uD83E\uDD84 \uD835\uDD18 \u00e9 \u4e2d\u6587";
        long id = db.tx(tx -> add(tx, words));
        assertThat(message(id)).isEqualTo(words);
        assertThat(db.<List<?>>tx(tx -> tx.em()
                        .createNativeQuery("select id from device_event where id = ?1 and message = ?2")
                        .setParameter(1, id)
                        .setParameter(2, words.replace("\uD83E\uDD84", "\uD83E\uDD85"))
                        .getResultList()))
                .as("another animal is another word")
                .isEmpty();
    }

    @Test
    void aValueThatIsTooLongIsAnErrorAndNeverCut() {
        Db.Work<Integer> addToken = tx -> tx.em()
                .createNativeQuery("insert into api_token (name, role, hash, created_at) values (?, 'VIEWER', 'x', ?)")
                .setParameter(1, "x".repeat(81))
                .setParameter(2, NOW)
                .executeUpdate();
        assertThatThrownBy(() -> db.tx(addToken)).isInstanceOf(PersistenceException.class);
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

    private static long countAndClose(Connection connection, long id) {
        try (connection;
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from device_event where id = ?")) {
            statement.setLong(1, id);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static long add(Tx tx, String message) {
        DeviceEvent event = new DeviceEvent(1, NOW, EventKind.STEP, message);
        tx.em().persist(event);
        return event.id();
    }

    private String message(long id) {
        return db.tx(tx -> {
            DeviceEvent event = tx.em().find(DeviceEvent.class, id);
            return event == null ? null : event.message();
        });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }
}
