package org.openztp.image.builder;

import java.time.Duration;

/**
 * What one build may take.
 *
 * @param time of all its steps together
 * @param memoryBytes of each of its processes
 * @param diskBytes of its folder
 * @param processes at once
 * @param outputBytes that a step may print
 */
public record Bounds(Duration time, long memoryBytes, long diskBytes, int processes, long outputBytes) {
    /** A real build prints less than one, and many times that is no build any more. */
    public static final long OUTPUT = 64L << 20;
}
