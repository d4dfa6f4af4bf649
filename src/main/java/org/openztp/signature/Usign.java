package org.openztp.signature;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What a file of usign or OpenBSD's signify holds: a line of comment, then in base64 two letters for the algorithm, the
 * id of the key, and a key or a signature.
 *
 * @param id 16 hexadecimal digits
 */
record Usign(String id, byte[] value) {
    private static final int ID_BYTES = 8;
    private static final String ED25519 = "Ed";

    /** @param length of the value, in bytes */
    static Usign parse(byte[] file, int length) throws BadSignature {
        String[] lines = new String(file, StandardCharsets.ISO_8859_1).strip().split("\r?\n");
        if (lines.length != 2) {
            throw new BadSignature("two lines are wanted, a comment and base64");
        }
        ByteBuffer data = ByteBuffer.wrap(base64(lines[1]));
        if (data.remaining() != ED25519.length() + ID_BYTES + length) {
            throw new BadSignature("its second line holds " + data.remaining() + " bytes instead of "
                    + (ED25519.length() + ID_BYTES + length));
        }
        if (!ED25519.equals(text(data, ED25519.length()))) {
            throw new BadSignature("it is not of the algorithm Ed25519");
        }
        byte[] id = new byte[ID_BYTES];
        byte[] value = new byte[length];
        data.get(id).get(value);
        return new Usign(HexFormat.of().formatHex(id), value);
    }

    private static byte[] base64(String line) throws BadSignature {
        try {
            return Base64.getDecoder().decode(line.strip());
        } catch (IllegalArgumentException e) {
            throw new BadSignature("its second line is no base64");
        }
    }

    private static String text(ByteBuffer data, int length) {
        byte[] bytes = new byte[length];
        data.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
