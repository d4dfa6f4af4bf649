package org.openztp.device;

import java.time.Duration;
import java.time.Instant;

/** How long the history is kept. */
public final class History {
    private static final int BATCH = 1000;

    private final Inventory inventory;
    private final Duration keep;

    public History(Inventory inventory, Duration keep) {
        this.inventory = inventory;
        this.keep = keep;
    }

    /** Forgets what is older, in many small transactions; says how many lines. Safe to repeat and to break off. */
    public int prune() {
        Instant before = inventory.now().minus(keep);
        int all = 0;
        int some;
        do {
            some = inventory.db().tx(tx -> inventory.events().prune(tx, before, BATCH));
            all += some;
        } while (some == BATCH);
        return all;
    }
}
