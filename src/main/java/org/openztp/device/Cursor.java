package org.openztp.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * Where a page ended: the sort, the last row's id and its sort key (null where the column was), opaque to clients.
 */
record Cursor(String sort, long id, String value) {
    private static final Pattern FORM = Pattern.compile("([^ ]+) (\\d{1,18})(?: (.*))?", Pattern.DOTALL);

    String text() {
        String plain = sort + " " + id + (value == null ? "" : " " + value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(UTF_8));
    }

    /** @throws InvalidValue for anything that is not a cursor of this sort */
    static Cursor parse(String text, String sort) {
        try {
            Matcher m = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), UTF_8));
            if (m.matches() && m.group(1).equals(sort)) {
                return new Cursor(sort, Long.parseLong(m.group(2)), m.group(3));
            }
        } catch (IllegalArgumentException e) {
            throw foreign();
        }
        throw foreign();
    }

    static InvalidValue foreign() {
        return new InvalidValue("cursor: not one of this server's, or of another sort");
    }
}
