package org.openztp.image.upstream.origin;

import java.time.Duration;
import java.util.List;
import org.openztp.config.Readings;
import org.openztp.openwrt.InvalidValue;

/** {@code conf/upstream.yaml}. */
record UpstreamsFile(String every, List<Upstream> upstreams) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    UpstreamsFile {
        every = every == null ? "0s" : every;
        upstreams = upstreams == null ? List.of() : List.copyOf(upstreams);
        time(every);
        long names = upstreams.stream().map(Upstream::name).distinct().count();
        if (names < upstreams.size()) {
            throw new InvalidValue("upstreams: two have the same name");
        }
    }

    private static Duration time(String text) {
        try {
            return Readings.timeOrNever(SHORTEST, LONGEST).of(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("every: " + e.getMessage());
        }
    }

    /** Zero for only when asked for. */
    Duration pause() {
        return time(every);
    }
}
