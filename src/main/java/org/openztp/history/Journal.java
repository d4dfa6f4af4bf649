package org.openztp.history;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.openztp.db.Db;
import org.openztp.db.Tx;

/**
 * What everything that reads or writes history needs together: the database, its rows, the time.
 *
 * @param open the transaction that all work is part of; null where each work has its own
 */
public record Journal(Db db, DeviceEvents events, InstantSource clock, Tx open) {
    public Journal(Db db, InstantSource clock) {
        this(db, new DeviceEvents(), clock, null);
    }

    /** The same, with all its work part of this transaction, for as long as that is open. */
    public Journal within(Tx tx) {
        return new Journal(db, events, clock, tx);
    }

    /** As {@link Db#txRetrying}, or as a part of the open transaction, whose end is its owner's. */
    public <T> T tx(Db.Work<T> work) {
        return open == null ? db.txRetrying(work) : work.in(open);
    }

    /** Now, as exact as the database keeps it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
