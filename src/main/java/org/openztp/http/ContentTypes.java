package org.openztp.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Answers a Content-Type that is no media type with a problem: the framework reads it before any mapper could. */
public final class ContentTypes extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isSound(request.getHeader("Content-Type"))) {
            chain.doFilter(request, response);
            return;
        }
        ProblemAnswer.send(response, new Problem(415, "Unsupported media type", "Content-Type: not a media type"));
    }

    private static boolean isSound(String type) {
        try {
            return type == null || MediaType.valueOf(type) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
