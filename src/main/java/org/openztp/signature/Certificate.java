package org.openztp.signature;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** What a ucert vouches for: a key, and from when until when. */
record Certificate(UsignKey key, Instant from, Instant until) {
    private static final int TABLE = 2;
    private static final int STRING = 3;
    private static final int INT64 = 4;
    private static final int INT32 = 5;
    private static final int VOUCHES = 1;

    static Certificate parse(byte[] payload) throws BadSignature {
        List<Blob> all = Blob.parse(Blob.named(Blob.parse(payload), "ucert", TABLE));
        if (number(all, "certtype", INT32, Integer.BYTES).getInt() != VOUCHES) {
            throw new BadSignature("it is a certificate that vouches for no key");
        }
        return new Certificate(
                UsignKey.parse(withoutEnd(Blob.named(all, "pubkey", STRING))),
                time(all, "validfrom"),
                time(all, "expiresat"));
    }

    private static ByteBuffer number(List<Blob> all, String name, int type, int bytes) throws BadSignature {
        byte[] number = Blob.named(all, name, type);
        if (number.length != bytes) {
            throw new BadSignature("its " + name + " is wrong");
        }
        return ByteBuffer.wrap(number);
    }

    /** Far out of this world becomes the end of the years that can be written. */
    private static Instant time(List<Blob> all, String name) throws BadSignature {
        long seconds = number(all, name, INT64, Long.BYTES).getLong();
        return Instant.ofEpochSecond(Math.max(
                0, Math.min(seconds, Instant.parse("9999-12-31T00:00:00Z").getEpochSecond())));
    }

    /** Texts end in a zero. */
    private static byte[] withoutEnd(byte[] text) {
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return Arrays.copyOf(text, length);
    }
}
