package org.openztp.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A problem as application/problem+json. */
public record ProblemAnswer(String type, String title, int status, String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    static ProblemAnswer of(Problem problem) {
        return new ProblemAnswer("about:blank", problem.title(), problem.status(), problem.detail());
    }

    /**
     * For servlets: the problem that the error is.
     *
     * @throws RuntimeException the error itself where nobody foresaw it
     */
    public static void send(HttpServletResponse response, RuntimeException error) throws IOException {
        send(response, Problems.of(error, 422).orElseThrow(() -> error));
    }

    /** For servlets; resources throw the problem. */
    public static void send(HttpServletResponse response, Problem problem) throws IOException {
        byte[] body = Json.MAPPER.writeValueAsBytes(of(problem));
        problem.getResponse()
                .getStringHeaders()
                .forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.setStatus(problem.status());
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
