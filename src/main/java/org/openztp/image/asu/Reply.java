package org.openztp.image.asu;

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
record Reply(int status, Map<String, String> headers, String type, byte[] body) implements Answer {
    private static final String JSON = "application/json";
    private static final byte[] NOTHING = {};

    static Reply json(int status, JsonNode body) {
        return new Reply(status, Map.of(), JSON, Json.text(body).getBytes(UTF_8));
    }

    /** @param body JSON */
    static Reply json(int status, byte[] body) {
        return new Reply(status, Map.of(), JSON, body);
    }

    static Reply text(int status, String body) {
        return new Reply(status, Map.of(), "text/plain; charset=utf-8", body.getBytes(UTF_8));
    }

    static Reply empty(int status) {
        return new Reply(status, Map.of(), null, NOTHING);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    Reply with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
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
