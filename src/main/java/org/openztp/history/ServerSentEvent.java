package org.openztp.history;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param id what a client that comes back names as its last
 * @param data may have several lines; whatever separates them, the client reads a line feed
 */
public record ServerSentEvent(long id, String name, String data) {
    /** Tells a client that the stream lives, and nothing else. */
    static final String COMMENT = ":\n\n";

    String text() {
        return "event: " + name + "\nid: " + id + "\ndata: " + String.join("\ndata: ", data.split("\\R", -1)) + "\n\n";
    }
}
