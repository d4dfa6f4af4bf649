package org.openztp.image.asu.wire;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.openztp.firmware.FileAnswer;
import org.openztp.http.Problem;
import org.openztp.http.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what clients of asu ask, each in the dialect of the path, and leaves all else to others. A filter and no
 * resources: thousands poll, half of them want headers on answers that never reach a resource, and none can read a problem.
 */
public final class AsuFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AsuFilter.class);

    private final transient Routes routes = new Routes();

    public AsuFilter(List<Dialect> dialects) {
        dialects.forEach(dialect -> dialect.addTo(routes));
    }

    /** Verb and path of all that is answered here. */
    public Set<String> routes() {
        return routes.names();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String below = request.getPathInfo();
        Routes.Place place = routes.find(request.getServletPath() + (below == null ? "" : below));
        if (place == null) {
            chain.doFilter(request, response);
            return;
        }
        Cors.allow(response);
        if (request.getMethod().equals("OPTIONS")) {
            Cors.preflight(request, response, place.allowed());
        } else {
            answer(request, place).send(request, response);
        }
    }

    private static Answer answer(HttpServletRequest request, Routes.Place place) {
        Routes.Handler handler = place.handler(request.getMethod());
        if (handler == null) {
            return place.dialect().failure(405, "Method Not Allowed").with("Allow", place.allowed());
        }
        if (FileAnswer.isDisguised(request)) {
            return place.dialect().failure(404, "Not found");
        }
        try {
            return handler.answer(new Asked(request, place.variables()));
        } catch (RuntimeException e) {
            return failed(request, place.dialect(), e);
        }
    }

    private static Reply failed(HttpServletRequest request, Dialect dialect, RuntimeException e) {
        Optional<Problem> problem = Problems.of(e, 422);
        if (problem.isEmpty()) {
            String id = UUID.randomUUID().toString().substring(0, 8);
            LOG.error("incident {}: {} {} failed", id, request.getMethod(), request.getServletPath(), e);
            return dialect.failure(500, "incident " + id + "; the server's log says more");
        }
        Reply reply = dialect.failure(problem.get().status(), problem.get().detail());
        String wait = problem.get().getResponse().getHeaderString("Retry-After");
        return wait == null ? reply : reply.with("Retry-After", wait);
    }
}
