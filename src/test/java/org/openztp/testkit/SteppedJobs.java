package org.openztp.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openztp.db.Db;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Next;

/** Runs the jobs that the database holds one after the other, on the test's own thread and by the test's own clock. */
public final class SteppedJobs {
    private final Db db;
    private final Jobs jobs;
    private final SettableClock clock;
    private final Map<String, JobType> types;

    /** @param jobs not started */
    public SteppedJobs(Db db, Jobs jobs, SettableClock clock, JobType... types) {
        this.db = db;
        this.jobs = jobs;
        this.clock = clock;
        this.types = List.of(types).stream().collect(Collectors.toMap(JobType::name, Function.identity()));
    }

    /** Runs what is due now, once each; says how many. */
    public int step() throws Exception {
        List<?> due = db.tx(tx -> tx.em()
                .createNativeQuery(
                        "select task_name, task_instance from scheduled_tasks where execution_time <= :now"
                                + " order by execution_time, task_name, task_instance",
                        Object[].class)
                .setParameter("now", clock.instant())
                .getResultList());
        for (Object row : due) {
            run((String) ((Object[]) row)[0], Long.parseLong((String) ((Object[]) row)[1]));
        }
        return due.size();
    }

    private void run(String type, long id) throws Exception {
        db.run(tx -> jobs.remove(tx, type, id));
        if (types.get(type).run(id) instanceof Next.Again again) {
            Instant at = again.at();
            db.run(tx -> jobs.enqueue(tx, type, id, at));
        }
    }

    /** When the next job is due; far away when there is none. */
    public Instant next() {
        return db.tx(tx -> (Instant) tx.em()
                .createNativeQuery(
                        "select coalesce(min(execution_time), timestamp '2999-01-01 00:00:00') from scheduled_tasks",
                        Instant.class)
                .getSingleResult());
    }
}
