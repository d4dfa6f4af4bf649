package org.openztp.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A pair of keys as usign has it, and what usign signs with it. The file of the secret one is that of {@code usign -G}: in
 * base64 the letters {@code Ed} and {@code BK}, four zeros for a key without a password, 16 bytes of salt, the first 8 of
 * the SHA-512 of the key, its id, and 64 bytes: the seed and the public key.
 */
public final class SigningKey {
    private static final String ED25519 = "Ed";
    private static final String BCRYPT = "BK";
    private static final int ROUNDS_BYTES = 4;
    private static final int SALT_BYTES = 16;
    private static final int CHECKSUM_BYTES = 8;
    private static final int ID_BYTES = 8;
    private static final int SEED_BYTES = 32;
    private static final int KEY_BYTES = 64;
    private static final int FILE_BYTES =
            ED25519.length() + BCRYPT.length() + ROUNDS_BYTES + SALT_BYTES + CHECKSUM_BYTES + ID_BYTES + KEY_BYTES;

    private final byte[] id;
    private final byte[] key;

    private SigningKey(byte[] id, byte[] key) {
        this.id = id;
        this.key = key;
    }

    /** A new one, as the text of its file; for its owner alone. */
    public static byte[] fresh(SecureRandom random) {
        byte[] id = new byte[ID_BYTES];
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(id);
        random.nextBytes(salt);
        byte[] key = freshKey(random);
        ByteBuffer data = ByteBuffer.allocate(FILE_BYTES)
                .put((ED25519 + BCRYPT).getBytes(US_ASCII))
                .put(new byte[ROUNDS_BYTES])
                .put(salt)
                .put(checksum(key))
                .put(id)
                .put(key);
        return file("private key " + HexFormat.of().formatHex(id), data.array()).getBytes(US_ASCII);
    }

    private static byte[] freshKey(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] encoded = pair.getPublic().getEncoded();
            return ByteBuffer.allocate(KEY_BYTES)
                    .put(seed)
                    .put(encoded, encoded.length - SEED_BYTES, SEED_BYTES)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException it is no secret key of usign without a password; the message says so, and no more */
    public static SigningKey parse(byte[] file) {
        String[] lines = new String(file, ISO_8859_1).strip().split("\r?\n");
        ByteBuffer data = ByteBuffer.wrap(lines.length == 2 ? decoded(lines[1]) : new byte[0]);
        if (data.remaining() != FILE_BYTES) {
            throw new IllegalArgumentException("it is no secret key of usign");
        }
        byte[] head = new byte[ED25519.length() + BCRYPT.length() + ROUNDS_BYTES];
        byte[] checksum = new byte[CHECKSUM_BYTES];
        byte[] id = new byte[ID_BYTES];
        byte[] key = new byte[KEY_BYTES];
        data.get(head).position(head.length + SALT_BYTES).get(checksum).get(id).get(key);
        byte[] wanted = Arrays.copyOf((ED25519 + BCRYPT).getBytes(US_ASCII), head.length);
        if (!Arrays.equals(head, wanted)) {
            throw new IllegalArgumentException("it is no key of Ed25519 without a password");
        }
        if (!MessageDigest.isEqual(checksum, checksum(key))) {
            throw new IllegalArgumentException("it was changed: its checksum is another one");
        }
        return new SigningKey(id, key);
    }

    private static byte[] decoded(String line) {
        try {
            return Base64.getDecoder().decode(line.strip());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] checksum(byte[] key) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(key), CHECKSUM_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 16 hexadecimal digits: what routers call the file of the public key, in {@code /etc/opkg/keys}. */
    public String id() {
        return HexFormat.of().formatHex(id);
    }

    /** The file of the public key. */
    public String publicKey() {
        return file("public key " + id(), behindId(Arrays.copyOfRange(key, SEED_BYTES, KEY_BYTES)));
    }

    /** The file of a signature, as {@code usign -S} writes it. */
    public String sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret());
            signature.update(message);
            return file("signed by key " + id(), behindId(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateKey secret() throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(key, SEED_BYTES)));
    }

    private byte[] behindId(byte[] value) {
        return ByteBuffer.allocate(ED25519.length() + ID_BYTES + value.length)
                .put(ED25519.getBytes(US_ASCII))
                .put(id)
                .put(value)
                .array();
    }

    private static String file(String comment, byte[] data) {
        return "untrusted comment: " + comment + "\n" + Base64.getEncoder().encodeToString(data) + "\n";
    }
}
