package org.openztp.history;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.openztp.db.Db;

/** What everything that reads or writes history needs together: the database, its rows, the time. */
public record Journal(Db db, DeviceEvents events, InstantSource clock) {
    public Journal(Db db, InstantSource clock) {
        this(db, new DeviceEvents(), clock);
    }

    /** Now, as exact as the database keeps it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
