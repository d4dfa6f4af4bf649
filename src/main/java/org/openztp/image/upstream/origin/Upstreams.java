package org.openztp.image.upstream.origin;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.config.Readings;
import org.openztp.openwrt.InvalidValue;

/** The upstreams that there are, as {@code conf/upstream.yaml} says at the moment. */
public final class Upstreams {
    private final Path conf;
    private final ConfFile<Content> file;

    /** @param conf the folder of {@code upstream.yaml} and of the keys it names */
    public Upstreams(Path conf, InstantSource clock) {
        this.conf = conf;
        this.file = ConfFile.yaml(conf.resolve("upstream.yaml"), Content.class, clock);
    }

    /**
     * In the order of the file.
     *
     * @throws BadFile when the file was never good
     */
    public List<Upstream> all() {
        return file.get().upstreams();
    }

    /** The upstream of this name. */
    public Optional<Upstream> find(String name) {
        return all().stream().filter(upstream -> upstream.name().equals(name)).findFirst();
    }

    /** From one sync to the next; zero for only when asked for. */
    public Duration every() {
        return file.get().pause();
    }

    /** Where the keys are that must have signed; empty where nothing must be signed. */
    public Optional<Path> keys(Upstream upstream) {
        return Optional.ofNullable(upstream.keys()).map(conf::resolve);
    }

    /** What is wrong with the file as it is now. */
    public Optional<String> problem() {
        return file.problem();
    }

    /** {@code conf/upstream.yaml}. */
    record Content(String every, List<Upstream> upstreams) {
        private static final Duration SHORTEST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(365);

        Content {
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
}
