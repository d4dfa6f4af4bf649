package org.openztp.job;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.db.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a {@link JobType} to db-scheduler: runs it, and writes down what happens next. */
final class JobRun {
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final JobType type;
    private final Jobs jobs;

    /** On this node, just now. */
    private final Set<JobKey> running = ConcurrentHashMap.newKeySet();

    JobRun(JobType type, Jobs jobs) {
        this.type = type;
        this.jobs = jobs;
    }

    Task<?> task() {
        return Tasks.custom(type.name(), Void.class)
                .onDeadExecution((complete, operations) -> revive(complete.getExecution()))
                .onFailure((complete, operations) ->
                        failed(complete.getExecution(), complete.getCause().orElse(null)))
                .execute((instance, context) -> run(instance));
    }

    private CompletionHandler<Void> run(TaskInstanceId instance) {
        JobKey job = JobKey.of(instance);
        running.add(job);
        try {
            Next next = type.run(job.id());
            return (complete, operations) -> ended(complete.getExecution(), next);
        } catch (Throwable e) {
            return (complete, operations) -> failed(complete.getExecution(), e);
        } finally {
            running.remove(job);
        }
    }

    private void ended(Execution run, Next next) {
        forgetInterrupt();
        JobKey job = JobKey.of(run);
        jobs.db().txRetrying(tx -> {
            if (again(tx, job, run.version, next)) {
                tx.afterCommit(jobs::nudge);
            }
            return null;
        });
    }

    private boolean again(Tx tx, JobKey job, long version, Next next) {
        if (next instanceof Next.Again again) {
            jobs.rows().again(tx.connection(), job, version, again.at());
            return true;
        }
        return jobs.rows().done(tx.connection(), job, version);
    }

    private void failed(Execution run, Throwable cause) {
        forgetInterrupt();
        JobKey job = JobKey.of(run);
        if (jobs.closing()) {
            LOG.info("job {} was interrupted by the shutdown; it runs again after the start", job);
            jobs.db().run(tx -> jobs.rows().release(tx.connection(), job, run.version));
            return;
        }
        Duration pause = pause(run.consecutiveFailures);
        LOG.error("job {} failed, time {} in a row; again in {}", job, run.consecutiveFailures + 1, pause, cause);
        Instant at = jobs.now().plus(pause);
        jobs.db().txRetrying(tx -> {
            jobs.rows().failed(tx.connection(), job, run.version, at);
            return null;
        });
    }

    private void revive(Execution run) {
        JobKey job = JobKey.of(run);
        if (running.contains(job)) {
            LOG.info("job {} is still running here; it gave no sign of life while the database was away", job);
            return;
        }
        LOG.warn("job {} is taken over from {}, which gave no sign of life", job, run.pickedBy);
        jobs.db().run(tx -> {
            jobs.rows().release(tx.connection(), job, run.version);
            tx.afterCommit(jobs::nudge);
        });
    }

    /** Doubles with each failure in a row. */
    static Duration pause(int failuresBefore) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failuresBefore, 20));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** An interrupt was for the job, and must not break the writing down of its end. */
    private static void forgetInterrupt() {
        if (Thread.interrupted()) {
            LOG.debug("the run was interrupted");
        }
    }
}
