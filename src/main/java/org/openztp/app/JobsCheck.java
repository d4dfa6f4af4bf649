package org.openztp.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.openztp.job.Jobs;
import org.openztp.observe.Check;
import org.openztp.observe.Finding;

/** Whether jobs begin when their time has come. */
record JobsCheck(Jobs jobs, InstantSource clock) implements Check {
    private static final Duration LATE = Duration.ofMinutes(1);
    private static final Duration STUCK = Duration.ofMinutes(15);

    @Override
    public List<Finding> findings() {
        Jobs.Overdue overdue = jobs.overdue(clock.instant().minus(LATE));
        if (overdue.count() == 0) {
            return List.of(Finding.ok("jobs", "no job is overdue"));
        }
        Duration longest = Duration.between(overdue.since(), clock.instant());
        String what = overdue.count() + " job(s) are overdue, the oldest by " + longest.toMinutes() + " min";
        return List.of(
                longest.compareTo(STUCK) < 0
                        ? Finding.warning(
                                "jobs",
                                what,
                                "all threads are busy with other routers",
                                "it passes by itself; raise provision.sessions if it comes often")
                        : Finding.wrong(
                                "jobs",
                                what,
                                "routers wait for provisioning",
                                "do sessions hang (wrt status), or is every node but this one away? see the log"));
    }
}
