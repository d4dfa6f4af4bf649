package org.openztp.image.upstream.origin;

import java.time.Duration;

/**
 * How much is taken from an upstream in one go.
 *
 * @param bytes of the file at most
 * @param time from asking to the last byte
 */
public record Limit(long bytes, Duration time) {}
