package org.openztp.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as pages tell them: how long ago in one word or two, and exactly. The script of the pages tells them alike. */
public final class Ago {
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private Ago() {}

    /** {@code 3 min ago}, or {@code in 40 s} for what is to come. */
    public static String words(Instant at, Instant now) {
        long seconds = Duration.between(at, now).toSeconds();
        if (Math.abs(seconds) < 5) {
            return seconds < 0 ? "now" : "just now";
        }
        String length = length(Duration.ofSeconds(Math.abs(seconds)));
        return seconds < 0 ? "in " + length : length + " ago";
    }

    /** {@code 40 s}, {@code 3 min}, {@code 5 h}, {@code 12 d}. */
    public static String length(Duration time) {
        if (time.toSeconds() < 60) {
            return time.toSeconds() + " s";
        }
        if (time.toMinutes() < 60) {
            return time.toMinutes() + " min";
        }
        return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " d";
    }

    public static String exact(Instant at) {
        return EXACT.format(at);
    }
}
