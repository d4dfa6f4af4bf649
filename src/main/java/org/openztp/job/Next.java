package org.openztp.job;

import java.time.Instant;

/** What happens after a run of a job; the job says it, the engine does it. */
public sealed interface Next {
    /** Nothing more: the job's row is removed. */
    record Done() implements Next {}

    /** The same job runs again at the given time, on any node. */
    record Again(Instant at) implements Next {}

    static Next done() {
        return new Done();
    }

    static Next again(Instant at) {
        return new Again(at);
    }
}
