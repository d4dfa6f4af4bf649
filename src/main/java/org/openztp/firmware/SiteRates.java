package org.openztp.firmware;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * So many bytes a second leave for each place, all downloads of it taken together, a piece of each in turn. One thread
 * serves all places: what it runs may not block.
 */
public final class SiteRates implements AutoCloseable {
    private static final String LINE = SiteRates.class.getName();
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private final long bytesPerSecond;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer;

    /** @param kilobytesPerSecond to each place; 0: any number */
    public SiteRates(int kilobytesPerSecond) {
        bytesPerSecond = kilobytesPerSecond * 1000L;
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "ztp-site-rates");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Holds the answer to this request to the rate of a place, where there is one.
     *
     * @param site empty for what stands nowhere, and is not held back
     */
    public void hold(HttpServletRequest request, String site) {
        if (bytesPerSecond > 0 && !site.isEmpty()) {
            request.setAttribute(LINE, lines.computeIfAbsent(site, name -> new Line()));
        }
    }

    /** The way that the answer to this request has to go; empty where nothing holds it back but the connection. */
    static Optional<Line> lineOf(HttpServletRequest request) {
        return Optional.ofNullable((Line) request.getAttribute(LINE));
    }

    /** What comes after this is dropped. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The way to one place. */
    final class Line {
        private long free = System.nanoTime();

        /** @return false: it is closed, and nothing is run */
        boolean whenFree(int bytes, Runnable piece) {
            try {
                timer.schedule(piece, reserve(bytes), TimeUnit.NANOSECONDS);
                return true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }

        private synchronized long reserve(int bytes) {
            long now = System.nanoTime();
            long start = free - now > 0 ? free : now;
            free = start + bytes * NANOS / bytesPerSecond;
            return start - now;
        }
    }
}
