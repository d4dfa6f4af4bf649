package org.openztp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Lines for whoever looks after the server, looked up at most every few seconds: pages and supervisors ask often. */
final class Notices {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final List<Supplier<List<String>>> sources;
    private Instant looked;
    private List<String> found = List.of();

    Notices(InstantSource clock, List<Supplier<List<String>>> sources) {
        this.clock = clock;
        this.sources = sources;
    }

    synchronized List<String> list() {
        Instant now = clock.instant();
        if (looked == null || Duration.between(looked, now).abs().compareTo(FRESH) >= 0) {
            found = sources.stream().flatMap(source -> source.get().stream()).toList();
            looked = now;
        }
        return found;
    }

    int count() {
        return list().size();
    }
}
