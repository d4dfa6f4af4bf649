package org.openztp.device;

import java.time.Instant;
import java.time.InstantSource;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.history.DeviceEvents;
import org.openztp.history.Journal;

/** What everything that works on devices needs together: the devices, and the journal of what happens to them. */
public record Inventory(Devices devices, Journal journal) {
    public Inventory(Db db, InstantSource clock) {
        this(new Devices(), new Journal(db, clock));
    }

    public Db db() {
        return journal.db();
    }

    /** The same, with all work by {@link #tx} part of this transaction. */
    public Inventory within(Tx tx) {
        return new Inventory(devices, journal.within(tx));
    }

    /** Work in a transaction of its own, which is repeated when it loses a race; or in the one this is {@link #within}. */
    public <T> T tx(Db.Work<T> work) {
        return journal.tx(work);
    }

    public DeviceEvents events() {
        return journal.events();
    }

    public InstantSource clock() {
        return journal.clock();
    }

    /** Now, as exact as the database keeps it. */
    public Instant now() {
        return journal.now();
    }
}
