package org.openztp.app;

import java.time.Duration;
import org.openztp.config.Settings;
import org.openztp.device.Inventory;
import org.openztp.history.History;
import org.openztp.job.Recurring;

/** Forgets old history, a few times a day. */
record HistoryPruning(History history) implements Recurring {
    static HistoryPruning of(Inventory inventory, Settings.History settings) {
        return new HistoryPruning(new History(inventory.journal(), settings.keep()));
    }

    @Override
    public String name() {
        return "prune-history";
    }

    @Override
    public Duration pause() {
        return Duration.ofHours(6);
    }

    @Override
    public void run() {
        history.prune();
    }
}
