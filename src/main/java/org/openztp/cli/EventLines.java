package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/** Shows events as lines: when, which device, what; a script's output indented below. */
final class EventLines {
    private final Out out;

    EventLines(Out out) {
        this.out = out;
    }

    /** The API's newest first as a person reads it: oldest first. */
    void printBackwards(JsonNode events) {
        for (int i = events.size() - 1; i >= 0; i--) {
            print(events.get(i));
        }
    }

    void print(JsonNode event) {
        if (out.isJson()) {
            out.json(event);
            return;
        }
        String head =
                Out.time(event.path("at")) + "  #" + event.path("deviceId").asText() + "  ";
        if (event.path("kind").asText().equals("OUTPUT")) {
            lines(event.path("detail").asText("")).forEach(line -> out.line(head + "| " + line));
            return;
        }
        String actor = event.path("actor").asText("");
        out.line(head + event.path("message").asText() + (actor.isBlank() ? "" : " (" + actor + ")"));
        if (event.path("detail").isTextual()) {
            lines(event.path("detail").asText()).forEach(line -> out.line("    " + line));
        }
    }

    /** Whole lines without their ends, tabs as spaces. */
    static Iterable<String> lines(String text) {
        return Arrays.asList(
                text.replaceFirst("\r?\n$", "").replace("\t", "    ").split("\r?\n", -1));
    }
}
