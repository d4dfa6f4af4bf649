package org.openztp.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;

/**
 * The rows of {@code scheduled_tasks}, as far as this product writes them itself: asking for a job and ending a run.
 * Finding, picking and the heartbeats are db-scheduler's.
 *
 * <p>A row that is asked for while its job runs ({@code picked}) keeps the wish in {@code wake_up}; the end of the run
 * turns it into the next execution. Each of these is one statement, so no wish falls between two of them.
 */
final class JobRows {
    private static final String KEY = " where task_name = ? and task_instance = ?";

    /** Touches the row even when nothing changes: its lock makes a run that starts now wait for this transaction's end. */
    private static final String ENQUEUE = """
            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            values (?, ?, ?, false, 1)
            on duplicate key update
              wake_up = case when picked then least(coalesce(wake_up, values(execution_time)), values(execution_time))
                        else null end,
              execution_time = case when picked then execution_time
                               else least(execution_time, values(execution_time)) end""";

    private static final String DELETE_WAITING = "delete from scheduled_tasks" + KEY + " and picked = false";
    private static final String FORGET_WISH = "update scheduled_tasks set wake_up = null" + KEY + " and picked = true";
    private static final String DELETE_DONE =
            "delete from scheduled_tasks" + KEY + " and version = ? and wake_up is null";

    private static final String WAKE =
            endRun("wake_up", "last_success = ?, consecutive_failures = 0") + " and wake_up is not null";
    private static final String AGAIN =
            endRun("least(coalesce(wake_up, ?), ?)", "last_success = ?, consecutive_failures = 0");
    private static final String FAILED = endRun(
            "least(coalesce(wake_up, ?), ?)",
            "last_failure = ?, consecutive_failures = coalesce(consecutive_failures, 0) + 1");

    private static final String RELEASE = """
            update scheduled_tasks set
              picked = false, picked_by = null, last_heartbeat = null, version = version + 1
            where picked = true""";

    private static final String COUNT = "select picked, count(*) from scheduled_tasks where task_instance <> '"
            + RecurringJob.ONLY + "' group by picked";

    private static final String OVERDUE =
            "select count(*), min(execution_time) from scheduled_tasks where picked = false and execution_time < ?";

    private final InstantSource clock;

    JobRows(InstantSource clock) {
        this.clock = clock;
    }

    void enqueue(Connection connection, JobKey job, Instant at) {
        update(connection, ENQUEUE, job.type(), Long.toString(job.id()), at);
    }

    void remove(Connection connection, JobKey job) {
        update(connection, FORGET_WISH, job.type(), Long.toString(job.id()));
        update(connection, DELETE_WAITING, job.type(), Long.toString(job.id()));
    }

    /** MariaDB assigns from left to right, so {@code wake_up} is emptied after it was read. */
    private static String endRun(String nextExecution, String outcome) {
        return "update scheduled_tasks set execution_time = " + nextExecution + ", wake_up = null, " + outcome
                + ", picked = false, picked_by = null, last_heartbeat = null, version = version + 1" + KEY
                + " and version = ?";
    }

    /**
     * Ends a run for good, or plans the run that was wished for meanwhile. As the other endings it leaves a row of another
     * version alone: that one was revived elsewhere.
     *
     * @return whether the job is to run again
     */
    boolean done(Connection connection, JobKey job, long version) {
        String id = Long.toString(job.id());
        if (update(connection, DELETE_DONE, job.type(), id, version) == 1) {
            return false;
        }
        if (update(connection, WAKE, clock.instant(), job.type(), id, version) == 1) {
            return true;
        }
        // the wish was taken back between the two statements
        update(connection, DELETE_DONE, job.type(), id, version);
        return false;
    }

    void again(Connection connection, JobKey job, long version, Instant at) {
        update(connection, AGAIN, at, at, clock.instant(), job.type(), Long.toString(job.id()), version);
    }

    void failed(Connection connection, JobKey job, long version, Instant at) {
        update(connection, FAILED, at, at, clock.instant(), job.type(), Long.toString(job.id()), version);
    }

    /** Lets a killed run start again at once. */
    void release(Connection connection, JobKey job, long version) {
        update(
                connection,
                RELEASE + " and task_name = ? and task_instance = ? and version = ?",
                job.type(),
                Long.toString(job.id()),
                version);
    }

    /** As {@link #release}, for all runs of all nodes. */
    void releaseAll(Connection connection) {
        update(connection, RELEASE);
    }

    Jobs.Counts counts(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(COUNT);
                ResultSet result = statement.executeQuery()) {
            long waiting = 0;
            long running = 0;
            while (result.next()) {
                if (result.getBoolean(1)) {
                    running = result.getLong(2);
                } else {
                    waiting = result.getLong(2);
                }
            }
            return new Jobs.Counts(waiting, running);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Jobs.Overdue overdue(Connection connection, Instant before) {
        try (PreparedStatement statement = connection.prepareStatement(OVERDUE)) {
            statement.setTimestamp(1, timestamp(before), utc());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                Timestamp since = result.getTimestamp(2, utc());
                return new Jobs.Overdue(result.getLong(1), since == null ? null : since.toInstant());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int update(Connection connection, String sql, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Instant instant) {
                    statement.setTimestamp(i + 1, timestamp(instant), utc());
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("job rows: " + e.getMessage(), e);
        }
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.from(instant.truncatedTo(ChronoUnit.MICROS));
    }

    private static Calendar utc() {
        return new GregorianCalendar(TimeZone.getTimeZone(ZoneOffset.UTC));
    }
}
