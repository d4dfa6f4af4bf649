package org.openztp.registration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.http.Json;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;

/**
 * What a device posts, as names and texts: a form or one flat JSON object. Strict, because what is let in here is kept
 * and shown: each name once, sound UTF-8, sound percent signs, texts only.
 */
record Body(Map<String, String> fields) {
    /** Facts and the few names that are none. */
    private static final int MOST = Facts.MAX_FACTS + 8;

    static Body ofForm(byte[] bytes) {
        Map<String, String> fields = new LinkedHashMap<>();
        int from = 0;
        while (from < bytes.length) {
            int to = end(bytes, from, bytes.length, '&');
            if (to > from) {
                int equals = end(bytes, from, to, '=');
                if (equals == to) {
                    throw new InvalidValue("the form: name=value is wanted between & and &");
                }
                put(fields, decoded(bytes, from, equals), decoded(bytes, equals + 1, to));
            }
            from = to + 1;
        }
        return new Body(fields);
    }

    /** @throws IOException malformed JSON */
    static Body ofJson(byte[] bytes) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = Json.MAPPER.createParser(text(ByteBuffer.wrap(bytes)))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidValue("one JSON object is wanted");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_NULL) {
                    throw new InvalidValue("every value is a text or null");
                }
                put(fields, name, value == JsonToken.VALUE_NULL ? "" : sound(json.getText()));
            }
            if (json.nextToken() != null) {
                throw new InvalidValue("one JSON object is wanted, and nothing behind it");
            }
        }
        return new Body(fields);
    }

    /** Takes a name that is no fact out; null when it is absent or blank. */
    String take(String name) {
        String value = fields.remove(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    Facts facts() {
        return Facts.of(fields);
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (fields.putIfAbsent(name, value) != null) {
            throw new InvalidValue("a field comes twice");
        }
        if (fields.size() > MOST) {
            throw new InvalidValue("more than " + Facts.MAX_FACTS + " facts");
        }
    }

    private static int end(byte[] bytes, int from, int to, char mark) {
        int at = from;
        while (at < to && bytes[at] != mark) {
            at++;
        }
        return at;
    }

    private static String decoded(byte[] bytes, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int at = from; at < to; at++) {
            if (bytes[at] == '%') {
                if (at + 2 >= to) {
                    throw new InvalidValue("the form: a percent sign without its two digits");
                }
                out.write(hex(bytes[at + 1]) << 4 | hex(bytes[at + 2]));
                at += 2;
            } else {
                out.write(bytes[at] == '+' ? ' ' : bytes[at]);
            }
        }
        return text(ByteBuffer.wrap(out.toByteArray()));
    }

    private static int hex(byte digit) {
        int value = Character.digit(digit, 16);
        if (value < 0) {
            throw new InvalidValue("the form: a percent sign without its two digits");
        }
        return value;
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidValue("the body is not UTF-8");
        }
    }

    /** JSON can spell half a character, which no database keeps. */
    private static String sound(String text) {
        try {
            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return text;
        } catch (CharacterCodingException e) {
            throw new InvalidValue("a text holds half a character");
        }
    }
}
