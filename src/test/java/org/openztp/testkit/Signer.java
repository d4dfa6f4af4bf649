package org.openztp.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** A key of usign, and what usign and ucert write with it. */
public final class Signer {
    private static final int SIGNATURE = 0;
    private static final int PAYLOAD = 1;
    private static final int TABLE = 2;
    private static final int STRING = 3;
    private static final int INT64 = 4;
    private static final int INT32 = 5;

    private final String id;
    private final KeyPair keys;

    /** @param id 16 hexadecimal digits */
    public Signer(String id) {
        this.id = id;
        try {
            keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String id() {
        return id;
    }

    /** The file that others trust. */
    public String publicKey() {
        byte[] encoded = keys.getPublic().getEncoded();
        return file("public key " + id, ByteBuffer.allocate(32).put(encoded, encoded.length - 32, 32));
    }

    public void publishIn(Path folder) {
        try {
            Files.writeString(Files.createDirectories(folder).resolve(id + ".pub"), publicKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code usign -S} writes. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return file("signed by key " + id, ByteBuffer.wrap(signature.sign()))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String file(String comment, ByteBuffer value) {
        byte[] data = new byte[10 + value.capacity()];
        ByteBuffer.wrap(data)
                .put("Ed".getBytes(StandardCharsets.US_ASCII))
                .put(HexFormat.of().parseHex(id))
                .put(value.array());
        return "untrusted comment: " + comment + "\n" + Base64.getEncoder().encodeToString(data) + "\n";
    }

    /** What {@code ucert -I} writes: this key vouches for the other one. */
    public byte[] certify(String publicKey, Instant from, Instant until) {
        byte[] payload = payload(1, from.getEpochSecond(), until.getEpochSecond(), publicKey);
        return certificate(sign(payload), payload);
    }

    public static byte[] certificate(byte[] signature, byte[] payload) {
        return attribute(0, join(attribute(SIGNATURE, signature), attribute(PAYLOAD, payload)));
    }

    /** What {@code ucert -A} appends to the certificates. */
    public byte[] ucert(byte[] message, byte[]... certificates) {
        return join(join(certificates), attribute(0, attribute(SIGNATURE, sign(message))));
    }

    public static byte[] payload(int type, long from, long until, String publicKey) {
        return named(
                TABLE,
                "ucert",
                join(
                        named(
                                INT32,
                                "certtype",
                                ByteBuffer.allocate(4).putInt(type).array()),
                        named(
                                INT64,
                                "validfrom",
                                ByteBuffer.allocate(8).putLong(from).array()),
                        named(
                                INT64,
                                "expiresat",
                                ByteBuffer.allocate(8).putLong(until).array()),
                        named(STRING, "pubkey", (publicKey + "\0").getBytes(StandardCharsets.US_ASCII))));
    }

    private static byte[] named(int type, String name, byte[] value) {
        int head = 2 + name.length() + 1;
        byte[] content = ByteBuffer.allocate(padded(head) + value.length)
                .putShort((short) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put(padded(head), value)
                .array();
        return attribute(0x80 | type, content);
    }

    public static byte[] attribute(int id, byte[] content) {
        return ByteBuffer.allocate(padded(4 + content.length))
                .putInt(id << 24 | 4 + content.length)
                .put(content)
                .array();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
