package org.openztp.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openztp.http.Csrf;

/**
 * Sign-in sessions, kept by nobody but the browser: token id, a random session id and the end, signed. A session ends
 * twelve hours after its last use, or with its token.
 */
public final class Sessions {
    static final Duration LENGTH = Duration.ofHours(12);
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(10);
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18})\\.([A-Za-z0-9_-]{22})\\.(\\d{1,12})\\.([A-Za-z0-9_-]{43})");

    private final SecretKeySpec key;
    private final Csrf csrf;
    private final InstantSource clock;

    /** @param key 32 random bytes, the same on every node */
    public Sessions(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.csrf = new Csrf(key);
        this.clock = clock;
    }

    /** With the key of a file, which is made when it is not there. */
    public static Sessions withKeyOf(Path file, InstantSource clock) {
        return new Sessions(KeyFile.readOrCreate(file, Secrets.bytes(32)), clock);
    }

    /** @param id random, the same from sign-in to sign-out */
    record Session(long tokenId, String id, Instant end) {}

    Session open(long tokenId) {
        return new Session(tokenId, base64(Secrets.bytes(16)), clock.instant().plus(LENGTH));
    }

    /** Null, forged and past sessions are none. */
    Optional<Session> read(String cookie) {
        Matcher m = cookie == null ? null : FORM.matcher(cookie);
        if (m == null || !m.matches() || !Secrets.equal(signature(cookie.substring(0, m.end(3))), m.group(4))) {
            return Optional.empty();
        }
        Instant end = Instant.ofEpochSecond(Long.parseLong(m.group(3)));
        return end.isAfter(clock.instant())
                ? Optional.of(new Session(Long.parseLong(m.group(1)), m.group(2), end))
                : Optional.empty();
    }

    String write(Session session) {
        String text =
                session.tokenId() + "." + session.id() + "." + session.end().getEpochSecond();
        return text + "." + signature(text);
    }

    /** The session with a later end, when it is time to tell the browser. */
    Optional<Session> renewed(Session session) {
        Instant end = clock.instant().plus(LENGTH);
        return session.end().isBefore(end.minus(RENEWED_AFTER))
                ? Optional.of(new Session(session.tokenId(), session.id(), end))
                : Optional.empty();
    }

    String csrfToken(Session session) {
        return csrf.token(session.id());
    }

    boolean isOwnForm(Session session, String csrfToken) {
        return csrf.matches(session.id(), csrfToken);
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return base64(mac.doFinal(("session|" + text).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
