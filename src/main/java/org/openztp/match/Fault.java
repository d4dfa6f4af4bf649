package org.openztp.match;

import java.nio.file.Path;

/**
 * What is wrong in a file of patterns.
 *
 * @param line from 1; 0 when it is not known
 * @param pattern the name of the pattern concerned; empty when it is the file's or the pattern has no name
 */
public record Fault(Path file, int line, String pattern, String words) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (pattern.isEmpty() ? "" : "'" + pattern + "': ") + words;
    }
}
