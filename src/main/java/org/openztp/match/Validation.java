package org.openztp.match;

import java.util.List;

/** What a file of patterns is worth: a pattern is either valid and in force, or failed and left out, with its faults. */
public record Validation(List<Named> valid, List<Named> failed, List<Fault> faults) {
    /** A pattern by its place in the file, from 0; the name is {@code N/A} where there is none. */
    public record Named(int index, String name) {}

    public boolean ok() {
        return faults.isEmpty();
    }
}
