package org.openztp.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a router before a new firmware counts as good, as its definition has it.
 *
 * @param soak for how long all of it has to hold without a break; empty: as the settings say
 */
public record Health(List<Check> checks, Optional<Duration> soak) {
    /** Nothing is asked. */
    public static final Health NONE = new Health(List.of(), Optional.empty());

    /** What can be asked. */
    public enum Kind {
        /** A command line for ash, which has to end with 0. */
        COMMAND,
        /** Of http or https, which the router itself has to reach. */
        URL
    }

    /**
     * @param place file and line, by which people know it
     * @param text the command line or the URL, with nothing left to fill in
     */
    public record Check(String place, Kind kind, String text) {}
}
