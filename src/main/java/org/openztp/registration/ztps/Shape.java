package org.openztp.registration.ztps;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.annotation.Annotation;
import java.util.regex.Pattern;
import org.openztp.firmware.FileAnswer;
import org.openztp.http.Paths;

/**
 * Refuses as ZTPServer does, whoever found the fault: nothing in the body, and a status its clients know. Strangers and
 * disguised paths come no further than here.
 */
@PreMatching
@Priority(0)
public final class Shape implements ContainerRequestFilter, ContainerResponseFilter {
    private static final Pattern OURS = Pattern.compile(
            "bootstrap/config/?|nodes(?:/[^/]*)?/?|nodes/[^/]*/startup-config/?|(?:actions|meta)(?:/.*)?");
    private static final Pattern BOOTSTRAP = Pattern.compile("bootstrap/?");
    private static final byte[] NOTHING = {};

    private final Gate gate;

    @Context
    private HttpServletRequest servletRequest;

    public Shape(Gate gate) {
        this.gate = gate;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (isOurs(request)) {
            if (!gate.admits(servletRequest)) {
                request.abortWith(empty(403));
            } else if (FileAnswer.isDisguised(servletRequest)) {
                request.abortWith(empty(404));
            }
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (BOOTSTRAP.matcher(Paths.of(request.getUriInfo())).matches()) {
            response.getHeaders().add("Vary", EosBootstrap.VARY);
        }
        if (isOurs(request) && response.getStatus() >= 400) {
            response.setStatus(status(response.getStatus()));
            response.getHeaders().remove("Allow");
            response.setEntity(NOTHING, new Annotation[0], MediaType.TEXT_HTML_TYPE);
        }
    }

    /** A wrong method is 404 there, and what is wrong in a request or in the server's files 400. */
    private static int status(int status) {
        return switch (status) {
            case 403, 404, 409, 413, 503 -> status;
            case 405 -> 404;
            default -> 400;
        };
    }

    private static boolean isOurs(ContainerRequestContext request) {
        return OURS.matcher(Paths.of(request.getUriInfo())).matches();
    }

    static Response empty(int status) {
        return answer(status, MediaType.TEXT_HTML, NOTHING).build();
    }

    static Response empty(int status, String header, String value) {
        return answer(status, MediaType.TEXT_HTML, NOTHING)
                .header(header, value)
                .build();
    }

    static Response content(String type, byte[] content) {
        return answer(200, type, content).build();
    }

    private static Response.ResponseBuilder answer(int status, String type, byte[] content) {
        return Response.status(status)
                .type(type)
                .header("Content-Length", content.length)
                .entity(content);
    }
}
