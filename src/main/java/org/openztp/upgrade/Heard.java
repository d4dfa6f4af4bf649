package org.openztp.upgrade;

/**
 * What one visit brought back from a program on a router.
 *
 * @param from the first byte of its output that was asked for
 * @param text whole lines, from there on
 * @param bytes how many bytes the text has on the router
 */
record Heard(long from, String text, int bytes, End end) {
    /** How it is with the program. */
    sealed interface End {}

    /** It goes on. */
    record Running() implements End {}

    /** It ended by itself. */
    record Ended(int code) implements End {}

    /** It was killed, or the router runs in another boot than the one it was started in; it will not go on. */
    record Vanished() implements End {}
}
