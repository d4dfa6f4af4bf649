package org.openztp.image.asu.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.http.Json;

/**
 * An answer that is at hand.
 *
 * @param type null for one without a body
 */
public record Reply(int status, Map<String, String> headers, String type, byte[] body) implements Answer {
    private static final String JSON = "application/json";
    private static final int LONGEST_HEADER = 1000;
    private static final byte[] NOTHING = {};

    public static Reply json(int status, JsonNode body) {
        return new Reply(status, Map.of(), JSON, Json.text(body).getBytes(UTF_8));
    }

    /** @param body JSON */
    public static Reply json(int status, byte[] body) {
        return new Reply(status, Map.of(), JSON, body);
    }

    /** A refusal as FastAPI has it, with its status. */
    public static Reply detail(int status, String words) {
        return json(status, object().put("detail", words).put("status", status));
    }

    public static Reply text(int status, String body) {
        return new Reply(status, Map.of(), "text/plain; charset=utf-8", body.getBytes(UTF_8));
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), null, NOTHING);
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @param value of which a header has what it can have: printable characters, and not too many */
    public Reply with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        String plain = value.length() > LONGEST_HEADER ? value.substring(0, LONGEST_HEADER) : value;
        all.put(name, plain.replaceAll("[^\\x20-\\x7e]", "?"));
        return new Reply(status, all, type, body);
    }

    @Override
    public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (type == null) {
            return;
        }
        response.setContentType(type);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }
}
