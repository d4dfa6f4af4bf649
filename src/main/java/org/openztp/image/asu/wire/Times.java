package org.openztp.image.asu.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as clients read them. */
public final class Times {
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter PLAIN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** {@code 2026-11-20T20:05:51.207280Z} */
    public static String micros(Instant time) {
        return MICROS.format(time);
    }

    /** {@code 2026-11-20 20:06:17} */
    public static String plain(Instant time) {
        return PLAIN.format(time);
    }

    /** {@code Tue, 25 Feb 2020 08:49:09 GMT} */
    public static String http(Instant time) {
        return HTTP.format(time);
    }
}
