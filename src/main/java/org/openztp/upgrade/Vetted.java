package org.openztp.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.firmware.store.Vetting;

/**
 * The files of images, read before they are used; one that was found good a minute ago is not read again, so that thousands
 * of routers may get the same image.
 */
final class Vetted {
    private static final Duration TRUST = Duration.ofMinutes(1);

    private final Vetting vetting;
    private final InstantSource clock;
    private final Map<Long, Instant> good = new ConcurrentHashMap<>();

    Vetted(Vetting vetting, InstantSource clock) {
        this.vetting = vetting;
        this.clock = clock;
    }

    /** What is wrong with an image's file; empty when it is what was handed in. For jobs, not for requests. */
    Optional<String> fault(long image) {
        Instant now = clock.instant();
        Instant last = good.get(image);
        if (last != null && now.isBefore(last.plus(TRUST))) {
            return Optional.empty();
        }
        Optional<String> fault = vetting.verify(image);
        good.remove(image);
        if (fault.isEmpty()) {
            good.put(image, now);
        }
        return fault;
    }

    /** What is missing of the signatures that are wanted of an image; empty when nothing is. For jobs too. */
    Optional<String> unsigned(long image) {
        return vetting.releasable(image);
    }
}
