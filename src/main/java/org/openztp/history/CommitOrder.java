package org.openztp.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives rows out by their ids although transactions commit in another order: a row behind a gap waits until the gap is
 * filled, or until it has waited so long that the missing ids were rolled back. For one thread.
 */
final class CommitOrder {
    private final Duration patience;
    private final Map<Long, Instant> waitingSince = new HashMap<>();
    private long last;

    CommitOrder(long last, Duration patience) {
        this.last = last;
        this.patience = patience;
    }

    /** The id of the last row given out: what to read after. */
    long last() {
        return last;
    }

    /** @param read what lies after {@link #last} now, by ascending id */
    List<DeviceEvent> take(List<DeviceEvent> read, Instant now) {
        List<DeviceEvent> due = new ArrayList<>();
        boolean inOrder = true;
        for (DeviceEvent row : read) {
            Instant since = waitingSince.computeIfAbsent(row.id(), id -> now);
            inOrder = inOrder && (row.id() == last + 1 || !since.plus(patience).isAfter(now));
            if (inOrder) {
                due.add(row);
                last = row.id();
                waitingSince.remove(last);
            }
        }
        waitingSince.keySet().removeIf(id -> id <= last);
        return due;
    }
}
