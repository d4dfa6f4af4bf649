package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** What a command says: lines, JSON documents, and on a terminal one moving line at the bottom. For one thread. */
final class Out {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final int BAR_WIDTH = 24;

    private final Surroundings where;
    private final boolean json;
    private String bar = "";

    Out(Surroundings where, boolean json) {
        this.where = where;
        this.json = json;
    }

    /** True when a program reads: documents of the API as they are, nothing else. */
    boolean isJson() {
        return json;
    }

    void json(JsonNode document) {
        raw(Visible.json(document.toString()));
    }

    /** One line; whatever it holds, it stays one line without control characters. */
    void line(String text) {
        raw(Visible.text(text));
    }

    /** For the person, not for the pipe: goes to the other output. */
    void note(String text) {
        erase();
        where.out().flush();
        where.err().println(Visible.text(text));
        where.err().flush();
        draw();
    }

    /** Several lines of this product's own. */
    void page(String text) {
        text.lines().forEach(this::line);
    }

    /** Several lines to the other output. */
    void complain(String text) {
        text.lines().forEach(this::note);
    }

    Table table(String... headers) {
        return new Table(this, headers);
    }

    /** Shows how far it is; only on a terminal, and gone when all are done. */
    void progress(int done, int total, int failed) {
        progress(done, total, done + "/" + total + (failed > 0 ? ", " + failed + " failed" : ""));
    }

    /** As {@link #progress(int, int, int)}, for what is sent. */
    void progress(FileBody file) {
        long total = file.contentLength();
        String words = String.format(Locale.ROOT, "%.1f/%.1f MB", file.sent() / 1e6, total / 1e6);
        progress(file.sent(), total, words);
    }

    /** As {@link #progress(int, int, int)}, for one thing. */
    void progress(int percent) {
        progress(percent, 100, percent + " %");
    }

    private void progress(long done, long total, String words) {
        erase();
        bar = "";
        if (where.terminal() && !json && done < total) {
            int full = (int) (done * BAR_WIDTH / total);
            bar = "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "] " + words;
        }
        draw();
    }

    /** The API's time in the reader's time zone; anything else as it is. */
    static String time(JsonNode at) {
        try {
            return at.isTextual() ? LOCAL.format(Instant.parse(at.asText())) : "";
        } catch (DateTimeParseException e) {
            return at.asText();
        }
    }

    /** A device's or a run's state, or a finding's level, coloured by how much it wants attention; only where colours are wanted. */
    String painted(String state, String text) {
        if (!where.colours()) {
            return text;
        }
        String code = switch (state) {
            case "PROVISIONED", "SUCCEEDED", "CHANGED", "UNCHANGED", "OK", "SUCCESS", "SKIPPED", "DONE", "FINISHED" ->
                "32";
            case "FAILED", "HOST_KEY_CHANGED", "ROLLED_BACK", "WRONG", "ABORTED", "EXPIRED", "NO_IMAGE" -> "31";
            case "PENDING", "RETRYING", "WAITING", "INTERRUPTED", "WARNING", "DRIFTED", "UNKNOWN" -> "33";
            default -> "36";
        };
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    String bold(String text) {
        return where.colours() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** A line that was made visible already and may carry this class's own colours. */
    void raw(String line) {
        erase();
        where.out().println(line);
        draw();
        where.out().flush();
    }

    private void erase() {
        if (!bar.isEmpty()) {
            where.out().print(ERASE_LINE);
        }
    }

    private void draw() {
        if (!bar.isEmpty()) {
            where.out().print(bar);
        }
        where.out().flush();
    }
}
