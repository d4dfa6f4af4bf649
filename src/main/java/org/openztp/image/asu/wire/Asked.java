package org.openztp.image.asu.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.openztp.http.Problem;

/**
 * One request as a dialect reads it.
 *
 * @param variables what stands in the path, by the names that its route gives them
 */
public record Asked(HttpServletRequest http, Map<String, String> variables) {
    /** A hundred times what the longest list of packages takes. */
    private static final int LARGEST_BODY = 1 << 20;

    public String variable(String name) {
        return variables.get(name);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(http.getHeader(name));
    }

    /** A parameter of the query; browsers append numbers to it that have no name. */
    public Optional<String> query(String name) {
        String query = http.getQueryString();
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(decoded(pair.substring(name.length() + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the query could not be read");
        }
    }

    /**
     * Whatever its type claims, and whether its length was announced or not.
     *
     * @throws Problem 413 it is too long; 400 it broke off
     */
    public byte[] body() {
        try {
            byte[] body = http.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw new Problem(413, "Too long", "the body may be " + LARGEST_BODY + " bytes long at most");
            }
            return body;
        } catch (IOException e) {
            throw Problem.badRequest("the body broke off");
        }
    }
}
