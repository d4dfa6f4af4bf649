package org.openztp.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The token that shows a form was served by this server to this very session: an HMAC over the session's id. */
public final class Csrf {
    /** The form field and the header that carry it. */
    public static final String FIELD = "csrf";

    public static final String HEADER = "X-CSRF-Token";

    private final SecretKeySpec key;

    /** @param key at least 32 random bytes, known to this server only */
    public Csrf(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    public String token(String session) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] code = mac.doFinal(("csrf|" + session).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param token as the form sent it; null when it sent none */
    public boolean matches(String session, String token) {
        return token != null
                && MessageDigest.isEqual(
                        token(session).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
