package org.openztp.http;

import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;

/** A refusal in the words of RFC 9457: the status, a short title, and a detail that says what to mend. */
public final class Problem extends WebApplicationException {
    private static final long serialVersionUID = 1L;
    private final String title;

    public Problem(int status, String title, String detail) {
        super(detail, status);
        this.title = title;
    }

    public static Problem badRequest(String detail) {
        return new Problem(400, "Bad request", detail);
    }

    public static Problem forbidden(String detail) {
        return new Problem(403, "Forbidden", detail);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    public static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail);
    }

    public static Problem unprocessable(String detail) {
        return new Problem(422, "Unprocessable", detail);
    }

    /** 401, with the challenge RFC 9110 asks for. */
    public static Problem unauthorized(String detail) {
        return new Problem(401, "Unauthorized", detail).with("WWW-Authenticate", "Bearer realm=\"ztp\"");
    }

    public static Problem tooMany(String detail, Duration wait) {
        return new Problem(429, "Too many tries", detail)
                .with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())));
    }

    public static Problem unavailable(String detail, Duration wait) {
        return new Problem(503, "Unavailable", detail).with("Retry-After", Long.toString(wait.toSeconds()));
    }

    /** Adds a header to the answer. */
    public Problem with(String header, String value) {
        getResponse().getHeaders().add(header, value);
        return this;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return getMessage();
    }

    public int status() {
        return getResponse().getStatus();
    }
}
