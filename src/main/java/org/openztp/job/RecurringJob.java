package org.openztp.job;

import java.time.InstantSource;

/** Recurring work as a job with one row that always asks to run again. */
record RecurringJob(Recurring work, InstantSource clock) implements JobType {
    /** The id of its only row, and no other job's. */
    static final long ONLY = 0;

    @Override
    public String name() {
        return work.name();
    }

    @Override
    public Next run(long id) throws Exception {
        work.run();
        return Next.again(clock.instant().plus(work.pause()));
    }
}
