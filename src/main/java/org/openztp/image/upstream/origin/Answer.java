package org.openztp.image.upstream.origin;

/** What an upstream says when it is asked for a file. */
public sealed interface Answer {
    /** It is as it was when the validators were given. */
    record Unchanged() implements Answer {}

    /** There is none. */
    record Absent() implements Answer {}

    /**
     * It was written to where it was wanted.
     *
     * @param sha256 of the file, 64 hexadecimal digits
     */
    record Fetched(String sha256, long bytes, Validators validators) implements Answer {}
}
