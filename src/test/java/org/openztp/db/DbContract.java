package org.openztp.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openztp.device.DeviceEvent;
import org.openztp.device.EventKind;
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
