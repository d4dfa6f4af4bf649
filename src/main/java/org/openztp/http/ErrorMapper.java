package org.openztp.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every exception becomes one answer: a page under /ui, problem+json elsewhere. What nobody foresaw is a 500 that says no
 * more than an incident id, under which the log has the whole story, once.
 */
final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

    private final Views views;

    @Context
    private UriInfo uri;

    @Context
    private Request request;

    ErrorMapper(Views views) {
        this.views = views;
    }

    @Override
    public Response toResponse(Throwable error) {
        if (error instanceof WebApplicationException web
                && !(error instanceof Problem)
                && isAnswer(web.getResponse())) {
            return web.getResponse();
        }
        int invalid = Paths.of(uri).equals("register") ? 400 : 422;
        Problem problem = Problems.of(error, invalid).orElseGet(() -> incident(error));
        return Paths.isPage(uri) ? page(problem) : json(problem);
    }

    /** A redirect or a not-modified thrown as an exception, or an error that brings its own body. */
    private static boolean isAnswer(Response response) {
        return response.getStatus() < 400 || response.hasEntity();
    }

    private Problem incident(Throwable error) {
        String id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("incident {}: {} /{} failed", id, request.getMethod(), Paths.of(uri), error);
        return new Problem(500, "Internal error", "incident " + id + "; the server's log says more");
    }

    private Response json(Problem problem) {
        Response answer = Response.status(problem.status())
                .type(ProblemAnswer.MEDIA_TYPE)
                .entity(ProblemAnswer.of(problem))
                .build();
        return withHeaders(answer, problem);
    }

    private Response page(Problem problem) {
        Map<String, Object> model = Map.of(
                "root", Views.root(uri),
                "status", problem.status(),
                "title", problem.title(),
                "detail", problem.detail());
        return withHeaders(views.page(problem.status(), "error", model), problem);
    }

    private static Response withHeaders(Response answer, Problem problem) {
        problem.getResponse().getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Content-Length") && !name.equalsIgnoreCase("Content-Type")) {
                answer.getHeaders().put(name, values);
            }
        });
        return answer;
    }
}
