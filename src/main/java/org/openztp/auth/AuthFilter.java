package org.openztp.auth;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import org.glassfish.jersey.server.ContainerRequest;
import org.openztp.http.Csrf;

/**
 * Finds out who is asking: by {@code Authorization: Bearer}, else by the session's cookie, which counts for an unsafe
 * method only with the session's CSRF token. Refuses nobody; {@link RequireRole} does.
 */
@Priority(Priorities.AUTHENTICATION)
public final class AuthFilter implements ContainerRequestFilter, ContainerResponseFilter {
    /** Request property: the session was sound, the form was not ours. */
    static final String FOREIGN_FORM = "org.openztp.auth.foreign-form";

    private static final String RENEWED = "org.openztp.auth.renewed-session";
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Callers callers;
    private final Sessions sessions;
    private final SignIn signIn;

    @Context
    private HttpServletRequest servletRequest;

    public AuthFilter(ApiTokens tokens, Sessions sessions, SignIn signIn) {
        this.callers = new Callers(tokens, sessions);
        this.sessions = sessions;
        this.signIn = signIn;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String header = request.getHeaderString("Authorization");
        Optional<Caller> caller = header != null ? callers.byBearer(header) : bySession(request);
        boolean secure = request.getSecurityContext().isSecure();
        request.setSecurityContext(new As(caller.orElse(null), secure, header != null ? "Bearer" : "Session"));
    }

    private Optional<Caller> bySession(ContainerRequestContext request) {
        Optional<Sessions.Session> session = callers.session(servletRequest);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        if (!SAFE.contains(request.getMethod()) && !sessions.isOwnForm(session.get(), csrfToken(request))) {
            request.setProperty(FOREIGN_FORM, true);
            return Optional.empty();
        }
        Optional<ApiToken> token = callers.holder(session.get());
        token.flatMap(holder -> sessions.renewed(session.get())).ifPresent(next -> request.setProperty(RENEWED, next));
        return token.map(holder -> callers.caller(holder, session.get()));
    }

    private static String csrfToken(ContainerRequestContext request) {
        String header = request.getHeaderString(Csrf.HEADER);
        MediaType type = request.getMediaType();
        if (header != null || type == null || !type.isCompatible(MediaType.APPLICATION_FORM_URLENCODED_TYPE)) {
            return header;
        }
        ContainerRequest form = (ContainerRequest) request;
        form.bufferEntity();
        return form.readEntity(Form.class).asMap().getFirst(Csrf.FIELD);
    }

    /** Slides the session's end, unless the resource itself says something about the cookie. */
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(RENEWED) instanceof Sessions.Session next
                && !response.getCookies().containsKey(SignIn.COOKIE)) {
            response.getHeaders().add("Set-Cookie", signIn.renewed(servletRequest, next));
        }
    }

    private record As(Caller caller, boolean isSecure, String getAuthenticationScheme) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String permission) {
            return caller != null && caller.may(permission);
        }
    }
}
