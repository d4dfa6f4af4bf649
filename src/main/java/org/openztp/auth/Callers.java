package org.openztp.auth;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is asking: the holder of a token, by {@code Authorization: Bearer}, else by the cookie of a session. */
public final class Callers {
    private static final String BEARER = "bearer ";

    private final ApiTokens tokens;
    private final Sessions sessions;

    public Callers(ApiTokens tokens, Sessions sessions) {
        this.tokens = tokens;
        this.sessions = sessions;
    }

    /** For servlets that only read: who changes something by a session must show that the form is its own. */
    public Optional<Caller> reading(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null
                ? byBearer(header)
                : session(request).flatMap(session -> holder(session).map(token -> caller(token, session)));
    }

    /** The secret that the request presents, whosever it is. */
    public static Optional<String> bearer(HttpServletRequest request) {
        return secret(request.getHeader("Authorization"));
    }

    private static Optional<String> secret(String header) {
        return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    Optional<Caller> byBearer(String header) {
        return secret(header)
                .flatMap(tokens::find)
                .map(token -> new Caller(token.id(), token.name(), token.role(), ""));
    }

    /** The same application under another path of this host may have set a cookie of the same name, signed by its key. */
    Optional<Sessions.Session> session(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return Stream.ofNullable(cookies)
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(SignIn.COOKIE))
                .flatMap(cookie -> sessions.read(cookie.getValue()).stream())
                .findFirst();
    }

    Optional<ApiToken> holder(Sessions.Session session) {
        return tokens.find(session.tokenId());
    }

    Caller caller(ApiToken holder, Sessions.Session session) {
        return new Caller(holder.id(), holder.name(), holder.role(), sessions.csrfToken(session));
    }
}
