package org.openztp.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How many deliveries of this node go to one target at once, and the rest that it is given after one has failed: a target
 * that does not answer must not keep the threads that routers need. For use by any thread.
 */
final class Lanes {
    static final int AT_ONCE = 2;
    static final Duration REST = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofSeconds(2);

    private static final class Lane {
        private int inside;
        private Instant restsUntil = Instant.MIN;
    }

    private final Map<String, Lane> lanes = new HashMap<>();
    private final RandomGenerator random;

    Lanes(RandomGenerator random) {
        this.random = random;
    }

    /** @return empty for whoever may go, and must {@link #leave}; else when to come again */
    synchronized Optional<Instant> enter(String target, Instant now) {
        Lane lane = lanes.computeIfAbsent(target, name -> new Lane());
        if (now.isBefore(lane.restsUntil)) {
            return Optional.of(lane.restsUntil.plus(some(REST)));
        }
        if (lane.inside == AT_ONCE) {
            return Optional.of(now.plus(TURN).plus(some(TURN)));
        }
        lane.inside++;
        return Optional.empty();
    }

    synchronized void leave(String target, boolean failed, Instant now) {
        Lane lane = lanes.get(target);
        lane.inside--;
        if (failed) {
            lane.restsUntil = now.plus(REST);
        }
    }

    private Duration some(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis()));
    }
}
