package org.openztp.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.http.Problem;

/** Slows down who guesses: after a few failures from one place each further try has to wait. */
final class Brake {
    private static final int FREE_FAILURES = 5;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int PLACES = 10_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > PLACES;
        }
    };

    private record Failures(int count, Instant until) {}

    Brake(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws Problem 429 when this place has to wait */
    synchronized void check(String place) {
        Failures known = failures.get(place);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            throw Problem.tooMany("too many failed tries from " + place, Duration.between(now, known.until()));
        }
    }

    synchronized void failed(String place) {
        Instant now = clock.instant();
        failures.merge(place, new Failures(1, now), (known, first) -> {
            int count = now.isAfter(known.until().plus(LONGEST)) ? 1 : known.count() + 1;
            return new Failures(count, now.plus(pause(count)));
        });
    }

    synchronized void succeeded(String place) {
        failures.remove(place);
    }

    synchronized int size() {
        return failures.size();
    }

    private static Duration pause(int count) {
        if (count < FREE_FAILURES) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(count - FREE_FAILURES, 20));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
