package org.openztp.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The pause before the next attempt: doubles with each attempt up to the longest, and is then stretched or cut by up to
 * a quarter, so that devices that failed together do not come together again.
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    private static final int MOST_DOUBLINGS = 30;
    private static final double SPREAD = 0.25;

    /** @param attempt the one that failed, counted from 1 */
    public Duration after(int attempt) {
        double doubled = Math.scalb((double) first.toMillis(), Math.min(Math.max(attempt, 1) - 1, MOST_DOUBLINGS));
        double pause = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(Math.round(pause * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
    }
}
