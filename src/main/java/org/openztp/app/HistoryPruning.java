package org.openztp.app;

import java.time.Duration;
import org.openztp.history.History;
import org.openztp.job.Recurring;

/** Forgets old history, a few times a day. */
record HistoryPruning(History history) implements Recurring {
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
