package org.openztp.job;

import java.time.Instant;
import java.util.List;
import org.openztp.db.Tx;

/** Durable jobs, at most one of a type per id, that exist if and only if the transaction that asked for them commits. */
public final class Jobs implements AutoCloseable {
    /** Starts running jobs of these types on this node. */
    public void start(List<JobType> types) {
        throw new IllegalStateException("to be built");
    }

    /** Adds the job, or brings an existing one forward to {@code at} when it would run later. */
    public void enqueue(Tx tx, String type, long id, Instant at) {
        throw new IllegalStateException("to be built");
    }

    /** Takes a waiting job away; a run under way ends by itself. */
    public void remove(Tx tx, String type, long id) {
        throw new IllegalStateException("to be built");
    }

    /** Stops taking jobs and waits for the runs under way, for a bounded time. */
    @Override
    public void close() {}
}
