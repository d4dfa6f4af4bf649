package org.openztp.history;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.openztp.http.Problem;
import org.openztp.http.ProblemAnswer;

/**
 * Begins the stream that a resource has opened, once JAX-RS is done with the request: the streams of JAX-RS itself go on
 * with a request while the container gives it to another client.
 */
public final class EventStreamFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (request.getAttribute(EventStreams.OPENED) instanceof EventStreams.Opened opened) {
            try {
                opened.begin(request, response);
            } catch (Problem e) {
                ProblemAnswer.send(response, e);
            }
        }
    }
}
