package org.openztp.device;

import java.time.Instant;
import java.time.InstantSource;
import org.openztp.db.Db;
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
