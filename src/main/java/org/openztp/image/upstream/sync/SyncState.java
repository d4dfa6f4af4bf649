package org.openztp.image.upstream.sync;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.openztp.db.Tx;
import org.openztp.image.upstream.Rows;

/** How far the sync is, and which generation counts: the one row of {@code upstream_catalogue}. */
final class SyncState {
    /** What there is to do at the moment. */
    enum State {
        IDLE,
        QUEUED,
        SYNCING
    }

    /**
     * @param generation 0 before the first sync
     * @param done of {@code total} pieces, while there is a sync
     * @param words what it is at; null for nothing
     */
    record Progress(
            State state,
            long generation,
            Instant askedAt,
            Instant startedAt,
            Instant endedAt,
            int done,
            int total,
            String words) {}

    private static final String ROW = " where id = 1";
    private static final String OF_RUN = ROW + " and run = ?";
    private static final int LONGEST = 200;

    private final InstantSource clock;

    SyncState(InstantSource clock) {
        this.clock = clock;
    }

    Progress read(Tx tx) {
        return Rows.list(
                        tx,
                        "select * from upstream_catalogue" + ROW,
                        row -> new Progress(
                                State.valueOf(row.getString("state")),
                                row.getLong("generation"),
                                Rows.instant(row, "asked_at"),
                                Rows.instant(row, "started_at"),
                                Rows.instant(row, "ended_at"),
                                row.getInt("done"),
                                row.getInt("total"),
                                row.getString("words")))
                .get(0);
    }

    /** Somebody wants one. False: one is under way. */
    boolean ask(Tx tx) {
        return Rows.change(
                        tx,
                        "update upstream_catalogue set state = 'QUEUED', asked_at = ?" + ROW
                                + " and state <> 'SYNCING'",
                        clock.instant())
                > 0;
    }

    /** Whoever wrote before may do so no more. @return the number of the sync that may, from now on */
    long begin(Tx tx) {
        Rows.change(
                tx,
                "update upstream_catalogue set state = 'SYNCING', run = run + 1, started_at = ?, done = 0, total = 0,"
                        + " words = null" + ROW,
                clock.instant());
        return Rows.list(tx, "select run from upstream_catalogue" + ROW, row -> row.getLong(1))
                .get(0);
    }

    /**
     * To be asked in each transaction that writes for a sync; holds others up until its end.
     *
     * @throws Superseded this sync may write no more
     */
    void hold(Tx tx, long run) {
        List<Long> now =
                Rows.list(tx, "select run from upstream_catalogue" + ROW + " for update", row -> row.getLong(1));
        if (now.get(0) != run) {
            throw new Superseded();
        }
    }

    /** @throws Superseded this sync may write no more */
    void progress(Tx tx, long run, int done, int total, String words) {
        String some = words.length() > LONGEST ? words.substring(0, LONGEST) : words;
        changed(tx, "done = ?, total = ?, words = ?", done, total, some, run);
    }

    /** The generation counts from now on. @throws Superseded this sync may write no more */
    void turn(Tx tx, long run, long generation) {
        changed(tx, "previous = generation, generation = ?", generation, run);
    }

    /** @throws Superseded this sync may write no more */
    void end(Tx tx, long run) {
        changed(tx, "state = 'IDLE', ended_at = ?, words = null", clock.instant(), run);
    }

    /** It broke off by a fault of this server and will begin anew. */
    void brokeOff(Tx tx, long run) {
        changed(tx, "state = 'QUEUED', words = null", run);
    }

    private static void changed(Tx tx, String what, Object... values) {
        if (Rows.change(tx, "update upstream_catalogue set " + what + OF_RUN, values) == 0) {
            throw new Superseded();
        }
    }

    /** Another sync has begun, on a node that took this one for dead: this one may write nothing more. */
    static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded() {
            super("another sync has begun");
        }
    }
}
