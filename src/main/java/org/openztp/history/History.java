package org.openztp.history;

import java.time.Duration;
import java.time.Instant;

/** How long the history is kept. */
public final class History {
    private static final int BATCH = 1000;

    private final Journal journal;
    private final Duration keep;

    public History(Journal journal, Duration keep) {
        this.journal = journal;
        this.keep = keep;
    }

    /** Forgets what is older, in many small transactions; says how many lines. Safe to repeat and to break off. */
    public int prune() {
        Instant before = journal.now().minus(keep);
        int all = 0;
        int some;
        do {
            some = journal.db().tx(tx -> journal.events().prune(tx, before, BATCH));
            all += some;
        } while (some == BATCH);
        return all;
    }
}
