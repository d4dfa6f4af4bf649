package org.openztp.auth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.NewCookie;
import java.net.URI;
import java.time.InstantSource;
import org.openztp.http.BaseUrl;
import org.openztp.http.ClientAddress;
import org.openztp.http.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a token to a browser's session and back. */
public final class SignIn {
    static final String COOKIE = "ztp_session";
    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final ApiTokens tokens;
    private final Sessions sessions;
    private final ClientAddress clients;
    private final BaseUrl baseUrl;
    private final Brake brake;

    public SignIn(ApiTokens tokens, Sessions sessions, ClientAddress clients, InstantSource clock) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.clients = clients;
        this.baseUrl = new BaseUrl(clients);
        this.brake = new Brake(clock);
    }

    /**
     * The cookie to set on the answer.
     *
     * @param secret as typed
     * @throws Problem 401 when it is no token that may view, 429 when this address failed too often
     */
    public NewCookie open(HttpServletRequest request, String secret) {
        String client = clients.place(request);
        brake.check(client);
        ApiToken token = tokens.find(secret == null ? "" : secret.strip())
                .filter(found -> found.role().may(Role.MAY_VIEW))
                .orElseThrow(() -> refused(client));
        brake.succeeded(client);
        LOG.info("{} signed in from {}", token.name(), client);
        return cookie(request, sessions.write(sessions.open(token.id())), (int) Sessions.LENGTH.toSeconds());
    }

    /** What became of a try: the cookie to set, or why there is none. */
    record Attempt(NewCookie cookie, Problem refusal) {}

    /** As {@link #open}, for the page that tells the refusal beside its field. */
    Attempt attempt(HttpServletRequest request, String secret) {
        try {
            return new Attempt(open(request, secret), null);
        } catch (Problem refusal) {
            return new Attempt(null, refusal);
        }
    }

    /** The cookie that ends the browser's session. */
    public NewCookie close(HttpServletRequest request) {
        return cookie(request, "", 0);
    }

    private Problem refused(String client) {
        brake.failed(client);
        LOG.warn("refused sign-in from {}", client);
        return Problem.unauthorized("this is no token of this server that may see its pages");
    }

    NewCookie renewed(HttpServletRequest request, Sessions.Session session) {
        return cookie(request, sessions.write(session), (int) Sessions.LENGTH.toSeconds());
    }

    private NewCookie cookie(HttpServletRequest request, String value, int seconds) {
        URI base = baseUrl.of(request);
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path(base.getPath().isEmpty() ? "/" : base.getPath())
                .maxAge(seconds)
                .httpOnly(true)
                .secure(base.getScheme().equals("https"))
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
    }
}
