package org.openztp.device;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.openztp.db.Db;

/** What everything that works on devices needs together: the database, the devices, their history, the time. */
public record Inventory(Db db, Devices devices, DeviceEvents events, InstantSource clock) {
    public Inventory(Db db, InstantSource clock) {
        this(db, new Devices(), new DeviceEvents(), clock);
    }

    /** Now, as exact as the database keeps it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
