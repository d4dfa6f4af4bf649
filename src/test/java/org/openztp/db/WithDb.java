package org.openztp.db;

import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.testkit.TestDb;

/** One database for all tests of a class, whichever the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithDb {
    static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123456Z");

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

    static long add(Tx tx, String message) {
        DeviceEvent event = new DeviceEvent(1, NOW, EventKind.STEP, message);
        tx.em().persist(event);
        return event.id();
    }

    String message(long id) {
        return db.tx(tx -> {
            DeviceEvent event = tx.em().find(DeviceEvent.class, id);
            return event == null ? null : event.message();
        });
    }
}
