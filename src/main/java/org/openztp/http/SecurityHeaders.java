package org.openztp.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What every answer tells a browser: run only our own scripts and styles, guess no types, send no referrer, and keep no
 * copy of a page or an API answer; scripts and styles are kept but asked for anew, so that an update of this server is
 * seen at once. A resource may set its own {@code Cache-Control}.
 */
public final class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        if (isPrivate(request.getServletPath())) {
            response.setHeader("Cache-Control", "no-store");
        } else if (request.getServletPath().startsWith("/static/")) {
            response.setHeader("Cache-Control", "no-cache");
        }
        chain.doFilter(request, response);
    }

    private static boolean isPrivate(String path) {
        return path.startsWith("/api/") || path.startsWith("/ui/") || path.equals("/register");
    }
}
