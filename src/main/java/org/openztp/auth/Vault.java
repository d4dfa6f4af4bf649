package org.openztp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encryption at rest for what the database keeps and nobody is to read there: AES-256-GCM, a new nonce each time. A sealed
 * text is one byte of version, the nonce, and the cipher text with its tag. For use by any thread.
 */
public final class Vault {
    /** The bytes were not sealed by this key in this context, or were changed since. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Unreadable(String context, Throwable cause) {
            super(context + ": sealed with another key or in another context, or changed since", cause);
        }
    }

    private static final byte VERSION = 1;
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SecretKeySpec key;

    /** @param key 32 random bytes, the same on every node */
    public Vault(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("the key of a vault has " + KEY + " bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** With the key of a file, which is made when it is not there. */
    public static Vault withKeyOf(Path file) {
        return new Vault(KeyFile.readOrCreate(file, Secrets.bytes(KEY)));
    }

    /** @param context what it is and whose, as {@code plan 17}: it opens in the same context only */
    public byte[] seal(byte[] plain, String context) {
        byte[] nonce = Secrets.bytes(NONCE);
        try {
            byte[] secret = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            return ByteBuffer.allocate(1 + NONCE + secret.length)
                    .put(VERSION)
                    .put(nonce)
                    .put(secret)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Unreadable when it was not sealed by this key in this context */
    public byte[] open(byte[] sealed, String context) {
        if (sealed.length < 1 + NONCE + TAG || sealed[0] != VERSION) {
            throw new Unreadable(context, null);
        }
        byte[] nonce = new byte[NONCE];
        ByteBuffer rest = ByteBuffer.wrap(sealed).position(1).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed, rest.position(), rest.remaining());
        } catch (GeneralSecurityException e) {
            throw new Unreadable(context, e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(context.getBytes(UTF_8));
        return cipher;
    }
}
