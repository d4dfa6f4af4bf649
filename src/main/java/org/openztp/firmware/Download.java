package org.openztp.firmware;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to answer to a request for a file (RFC 9110 §13, §14): the status, and which bytes of the file. One range is
 * served; of several asked for at once, the whole file.
 */
record Download(int status, long from, long count) {
    private static final Pattern RANGE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /** @param headers the request's header of a name, null when absent */
    static Download of(StoredFile file, Function<String, String> headers) {
        String ifMatch = headers.apply("If-Match");
        if (ifMatch != null && !names(ifMatch, file.etag(), false)) {
            return new Download(412, 0, 0);
        }
        if (isUnchanged(file, headers)) {
            return new Download(304, 0, 0);
        }
        String range = headers.apply("Range");
        Matcher wanted = range == null ? null : RANGE.matcher(range.strip());
        if (wanted == null || !wanted.matches() || !isSameVersion(file, headers.apply("If-Range"))) {
            return whole(file);
        }
        return part(file.sizeBytes(), wanted.group(1), wanted.group(2));
    }

    private static Download whole(StoredFile file) {
        return new Download(200, 0, file.sizeBytes());
    }

    private static Download part(long size, String first, String last) {
        if (first.isEmpty() && last.isEmpty()) {
            return new Download(200, 0, size);
        }
        long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long to = first.isEmpty() || last.isEmpty() ? size - 1 : Long.parseLong(last);
        if (!first.isEmpty() && to < from && !last.isEmpty()) {
            return new Download(200, 0, size);
        }
        return from >= size ? new Download(416, 0, 0) : new Download(206, from, Math.min(to, size - 1) - from + 1);
    }

    private static boolean isUnchanged(StoredFile file, Function<String, String> headers) {
        String etags = headers.apply("If-None-Match");
        if (etags != null) {
            return names(etags, file.etag(), true);
        }
        Instant since = date(headers.apply("If-Modified-Since"));
        return since != null && !seconds(file).isAfter(since);
    }

    private static boolean isSameVersion(StoredFile file, String ifRange) {
        return ifRange == null
                || ifRange.strip().equals(file.etag())
                || seconds(file).equals(date(ifRange));
    }

    private static boolean names(String header, String etag, boolean weakly) {
        return Arrays.stream(header.split(","))
                .map(String::strip)
                .map(text -> weakly && text.startsWith("W/") ? text.substring(2) : text)
                .anyMatch(text -> text.equals("*") || text.equals(etag));
    }

    /** HTTP's dates have whole seconds. */
    private static Instant seconds(StoredFile file) {
        return file.modified().truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant date(String header) {
        try {
            return header == null
                    ? null
                    : ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** For 206 and 416. */
    String contentRange(StoredFile file) {
        return status == 416
                ? "bytes */" + file.sizeBytes()
                : "bytes " + from + "-" + (from + count - 1) + "/" + file.sizeBytes();
    }
}
