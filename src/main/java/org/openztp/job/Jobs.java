package org.openztp.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.MariaDBJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.openztp.db.Db;
import org.openztp.db.DbThread;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;

/** Durable jobs, at most one of a type per id, that exist if and only if the transaction that asked for them commits. */
public final class Jobs implements AutoCloseable {
    /** A job of another node, or a planned one, starts at most this late; own enqueues start at once. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private static final Duration HEARTBEAT = Duration.ofMillis(1500);

    /** A killed node's runs start again on another one after six to nine seconds. */
    private static final int MISSED_HEARTBEATS = 4;

    /** Runs are interrupted when they did not end by themselves in this time, and abandoned after the same time again. */
    private static final Duration FAREWELL = Duration.ofSeconds(4);

    /** Jobs that wait, for their time or for a free thread, and jobs that run, on all nodes; recurring work is none. */
    public record Counts(long waiting, long running) {}

    private final Db db;
    private final String node;
    private final int threads;
    private final InstantSource clock;
    private final JobRows rows;
    private volatile Scheduler scheduler;
    private volatile boolean closing;

    /**
     * @param node a name that no other node has, nor this one had before; at most 50 characters
     * @param threads runs at once on this node
     */
    public Jobs(Db db, String node, int threads, InstantSource clock) {
        if (node.length() > 50) {
            throw new IllegalArgumentException("a node's name has at most 50 characters: " + node);
        }
        this.db = db;
        this.node = node;
        this.threads = threads;
        this.clock = clock;
        this.rows = new JobRows(clock);
    }

    /** Starts running jobs of these types on this node. */
    public void start(List<JobType> types) {
        start(types, List.of());
    }

    /** As {@link #start(List)}, and keeps the recurring work going, each on one node at a time. */
    public void start(List<JobType> types, List<Recurring> recurring) {
        releaseWhatRanBefore();
        List<Task<?>> tasks = new ArrayList<>();
        types.forEach(type -> tasks.add(new JobRun(type, this).task()));
        recurring.forEach(work -> tasks.add(new JobRun(new RecurringJob(work, clock), this).task()));
        scheduler = Scheduler.create(db.dataSource(), tasks)
                .schedulerName(new SchedulerName.Fixed(node))
                .threads(threads)
                .executorService(Executors.newFixedThreadPool(threads, DbThread.named("ztp-job-")))
                .dueExecutor(Executors.newSingleThreadExecutor(DbThread.named("ztp-jobs-due-")))
                .housekeeperExecutor(Executors.newScheduledThreadPool(3, DbThread.named("ztp-jobs-care-")))
                .clock(clock::instant)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(FAREWELL)
                .jdbcCustomization(
                        db.vendor() == Vendor.MARIADB
                                ? new MariaDBJdbcCustomization(true)
                                : new DefaultJdbcCustomization(true))
                .commitWhenAutocommitDisabled(true)
                .build();
        scheduler.start();
        db.run(tx -> recurring.forEach(work ->
                enqueue(tx, work.name(), RecurringJob.ONLY, clock.instant().plus(work.pause()))));
    }

    /** The embedded database is open in one server only, so whatever was running there runs no more. */
    private void releaseWhatRanBefore() {
        if (db.vendor() == Vendor.H2) {
            db.run(tx -> rows.releaseAll(tx.connection()));
        }
    }

    /**
     * Adds the job, or brings an existing one forward to {@code at} when it would run later. A job that is running just
     * now runs once more afterwards, so that it sees what this transaction changed.
     */
    public void enqueue(Tx tx, String type, long id, Instant at) {
        rows.enqueue(tx.connection(), new JobKey(type, id), at);
        tx.afterCommit(this::nudge);
    }

    /**
     * Takes a waiting job away. A run under way ends by itself, and goes on if it asks for {@link Next#again}: it must
     * notice that what it served is gone.
     */
    public void remove(Tx tx, String type, long id) {
        rows.remove(tx.connection(), new JobKey(type, id));
    }

    /** Looks for due jobs now instead of at the next poll; does nothing before the start. */
    public void nudge() {
        Scheduler running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    public Counts counts() {
        return db.tx(tx -> rows.counts(tx.connection()));
    }

    /** Waiting jobs whose time was before the given one; the oldest one's time, null when there are none. */
    public record Overdue(long count, Instant since) {}

    public Overdue overdue(Instant before) {
        return db.tx(tx -> rows.overdue(tx.connection(), before));
    }

    Db db() {
        return db;
    }

    JobRows rows() {
        return rows;
    }

    Instant now() {
        return clock.instant();
    }

    boolean closing() {
        return closing;
    }

    /** Stops taking jobs and waits for the runs under way, for a bounded time. */
    @Override
    public void close() {
        closing = true;
        Scheduler running = scheduler;
        scheduler = null;
        if (running != null) {
            running.stop();
        }
    }
}
