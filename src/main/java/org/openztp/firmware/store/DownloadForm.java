package org.openztp.firmware.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.openztp.http.Problem;

/**
 * What a router posts that can send no headers of its own. Read from the body alone: a token in the address would stand in
 * logs.
 *
 * @param from how many bytes of the file it has
 */
record DownloadForm(String token, long from) {
    private static final int MOST_BYTES = 4096;
    private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

    /** @throws Problem 400 it is no such form or broke off, 413 it is too long */
    static DownloadForm read(InputStream body) {
        byte[] bytes = bytes(body);
        if (bytes.length > MOST_BYTES) {
            throw new Problem(413, "Too long", "the form may be " + MOST_BYTES + " bytes long at most");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : new String(bytes, ISO_8859_1).split("&")) {
            int sign = field.indexOf('=');
            if (sign > 0) {
                fields.put(field.substring(0, sign).strip(), decoded(field.substring(sign + 1)));
            }
        }
        String from = fields.getOrDefault("from", "0");
        if (!OFFSET.matcher(from).matches()) {
            throw Problem.badRequest("from: how many bytes of the file are there already is wanted");
        }
        return new DownloadForm(fields.getOrDefault("token", ""), Long.parseLong(from));
    }

    private static byte[] bytes(InputStream body) {
        try {
            return body.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw Problem.badRequest("the body broke off");
        }
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, UTF_8).strip();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the form cannot be read");
        }
    }
}
