package org.openztp.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key by which a device and this server prove themselves to each other without showing it: HMAC-SHA256 of the device's
 * token over {@code ztp work}. The device computes it anew each time; here it is kept sealed, because of the token only the
 * hash is. For use by any thread.
 */
public final class WorkKey {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    WorkKey(byte[] key) {
        this.key = key;
    }

    public static WorkKey of(String token) {
        return new WorkKey(hmac(token.getBytes(UTF_8), "ztp work".getBytes(UTF_8)));
    }

    byte[] bytes() {
        return key;
    }

    /** HMAC-SHA256 over the parts one after the other, 64 small hex digits. */
    public String proofOf(byte[]... parts) {
        return HexFormat.of().formatHex(hmac(key, parts));
    }

    public String proofOf(String message) {
        return proofOf(message.getBytes(UTF_8));
    }

    /** Whether somebody who has the key says this; takes the same time wherever the first difference lies. */
    public boolean proves(String proof, byte[]... parts) {
        return Secrets.equal(proof, proofOf(parts));
    }

    public boolean proves(String proof, String message) {
        return proves(proof, message.getBytes(UTF_8));
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
