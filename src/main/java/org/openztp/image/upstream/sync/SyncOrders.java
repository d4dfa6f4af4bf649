package org.openztp.image.upstream.sync;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.openztp.config.BadFile;
import org.openztp.db.Db;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;

/** When there is a sync: as often as {@code conf/upstream.yaml} says, and whenever somebody asks for one. */
final class SyncOrders implements Recurring {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Db db;
    private final Jobs jobs;
    private final SyncState state;
    private final Upstreams upstreams;
    private final InstantSource clock;

    SyncOrders(Db db, Jobs jobs, SyncState state, Upstreams upstreams, InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.state = state;
        this.upstreams = upstreams;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "order-upstream-sync";
    }

    @Override
    public Duration pause() {
        return LOOK;
    }

    @Override
    public void run() {
        Duration every = every();
        Instant last = db.tx(state::read).startedAt();
        if (!every.isZero() && (last == null || !last.plus(every).isAfter(clock.instant()))) {
            order();
        }
    }

    /** A file that was never good is told of by the checks. */
    private Duration every() {
        try {
            return upstreams.every();
        } catch (BadFile e) {
            return Duration.ZERO;
        }
    }

    /** As soon as may be; where one is under way, that one is it. */
    void order() {
        db.txRetrying(tx -> {
            if (state.ask(tx)) {
                jobs.enqueue(tx, SyncJob.NAME, SyncJob.ONLY, clock.instant());
            }
            return null;
        });
    }
}
