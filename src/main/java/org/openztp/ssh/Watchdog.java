package org.openztp.ssh;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Cuts what takes too long. One thread for all sessions; the actions it runs must not block. */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    Watchdog() {
        clock = new ScheduledThreadPoolExecutor(1, action -> {
            Thread thread = new Thread(action, "ssh-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs {@code cut} unless the guard is closed within the limit. */
    Guard guard(Duration limit, Runnable cut) {
        AtomicBoolean fired = new AtomicBoolean();
        Future<?> alarm = clock.schedule(
                () -> {
                    fired.set(true);
                    cut.run();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        return new Guard(alarm, fired);
    }

    record Guard(Future<?> alarm, AtomicBoolean hasFired) implements AutoCloseable {
        boolean fired() {
            return hasFired.get();
        }

        @Override
        public void close() {
            alarm.cancel(false);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
