package org.openztp.action;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.openztp.openwrt.Sha256;

/**
 * What a file holds, as a program carries or fetches it.
 *
 * @param kind {@code text}, {@code escaped} for printf's %b, {@code fetched}, or {@code attached} behind the program's text
 * @param word the text, the escapes, or the path below the server's URL; empty for what is attached
 */
record Content(String sha256, String kind, String word) {
    static Content embedded(byte[] bytes) {
        return text(bytes)
                .map(text -> new Content(Sha256.hex(bytes), "text", text))
                .orElseGet(() -> new Content(Sha256.hex(bytes), "escaped", escaped(bytes)));
    }

    static Content fetched(String sha256, String path) {
        return new Content(sha256, "fetched", path);
    }

    static Content attached(Fragment.Attachment attachment) {
        return new Content(attachment.sha256(), "attached", "");
    }

    private static Optional<String> text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String escaped(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length * 3);
        for (byte b : bytes) {
            if (b > ' ' && b < 0x7f && b != '\\' && b != '\'') {
                out.append((char) b);
            } else {
                out.append("\\0").append(Character.forDigit(b >> 6 & 3, 8));
                out.append(Character.forDigit(b >> 3 & 7, 8)).append(Character.forDigit(b & 7, 8));
            }
        }
        return out.toString();
    }
}
