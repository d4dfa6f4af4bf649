package org.openztp.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.http.Problem;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;

/** Slows down who guesses: after a few failures from one address (or one IPv6 /64) each further try has to wait. */
final class Brake {
    private static final int FREE_FAILURES = 5;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int ADDRESSES = 10_000;

    private final InstantSource clock;
    private final Map<Cidr, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Cidr, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    private record Failures(int count, Instant until) {}

    Brake(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws Problem 429 when this address has to wait */
    synchronized void check(IpAddress address) {
        Failures known = failures.get(network(address));
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            throw Problem.tooMany("too many failed tries from " + address, Duration.between(now, known.until()));
        }
    }

    synchronized void failed(IpAddress address) {
        Instant now = clock.instant();
        failures.merge(network(address), new Failures(1, now), (known, first) -> {
            int count = now.isAfter(known.until().plus(LONGEST)) ? 1 : known.count() + 1;
            return new Failures(count, now.plus(pause(count)));
        });
    }

    synchronized void succeeded(IpAddress address) {
        failures.remove(network(address));
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

    private static Cidr network(IpAddress address) {
        return new Cidr(address, Math.min(64, address.bytes().getAddress().length * 8));
    }
}
