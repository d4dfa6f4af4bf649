package org.openztp.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The server's API as JSON in and JSON out; every failure is an {@link ApiError} in plain words. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int LONGEST_WORDS = 64 * 1024;
    private static final Duration TICK = Duration.ofMillis(200);

    private final String base;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /**
     * @param base where the server's application lies, without the API's own path
     * @param token null to ask without one
     */
    Api(String base, String token) {
        this.base = base.replaceAll("/+$", "");
        this.token = token;
    }

    /** The address commands talk to, as the operator gave it. */
    String base() {
        return base;
    }

    boolean hasToken() {
        return token != null;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    JsonNode get(String path) {
        return get(path, Map.of());
    }

    /** Parameters whose value is null are left out; those with a list of them are repeated. */
    JsonNode get(String path, Map<String, ?> query) {
        return exchange("GET", path + query(query), BodyPublishers.noBody());
    }

    /** What is no JSON, whole. */
    byte[] bytes(String path) {
        HttpResponse<byte[]> answer = send(request(path).timeout(ANSWER).build(), BodyHandlers.ofByteArray());
        String words = answer.statusCode() / 100 == 2 ? "" : new String(answer.body(), StandardCharsets.UTF_8);
        check(answer.statusCode(), answer.headers().firstValue("Location").orElse("nowhere"), words);
        return answer.body();
    }

    /** Into a file that is there, however long that takes. */
    void download(String path, Path into) throws IOException {
        HttpResponse<InputStream> answer = send(request(path).build(), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            String words = answer.statusCode() / 100 == 2
                    ? ""
                    : new String(body.readNBytes(LONGEST_WORDS), StandardCharsets.UTF_8);
            check(answer.statusCode(), answer.headers().firstValue("Location").orElse("nowhere"), words);
            try (OutputStream to = Files.newOutputStream(into)) {
                body.transferTo(to);
            }
        }
    }

    JsonNode post(String path) {
        return exchange("POST", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, JsonNode body) {
        return exchange("POST", path, BodyPublishers.ofString(body.toString()));
    }

    JsonNode put(String path) {
        return exchange("PUT", path, BodyPublishers.noBody());
    }

    /**
     * Sends a file, however long that takes.
     *
     * @param tick called on this thread several times a second until the answer is there
     */
    JsonNode put(String path, Map<String, ?> query, FileBody file, Runnable tick) {
        HttpRequest request = request(path + query(query))
                .header("Content-Type", "application/octet-stream")
                .PUT(file)
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        while (true) {
            try {
                return json(answer.get(TICK.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                tick.run();
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw ApiError.interrupted();
            } catch (ExecutionException e) {
                throw file.sent() == 0
                        ? ApiError.unreachable("no server answers at " + base)
                        : ApiError.failed("the server hung up after " + file.sent()
                                + " bytes; is the file larger than its setting firmware.max-file-size?");
            }
        }
    }

    JsonNode patch(String path, JsonNode body) {
        return exchange("PATCH", path, BodyPublishers.ofString(body.toString()));
    }

    JsonNode delete(String path) {
        return exchange("DELETE", path, BodyPublishers.noBody());
    }

    /** All items of a list, page after page, each page asked for when it is needed. */
    Iterable<JsonNode> items(String path, Map<String, ?> query) {
        return () -> new Pages(path, query, "cursor");
    }

    /** The log from an id on, oldest first, page after page. */
    Iterable<JsonNode> events(Map<String, ?> query) {
        return () -> new Pages("/events", query, "after");
    }

    /** Opens a request for the long run: no limit on its time, the body as it comes. */
    <T> HttpResponse<T> open(String path, Map<String, ?> query, String lastId, BodyHandler<T> body) {
        HttpRequest.Builder request = request(path + query(query)).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        return send(request.build(), body);
    }

    /** Throws what the answer says unless it is a success. */
    void check(int status, String location, String body) {
        if (status / 100 == 2) {
            return;
        }
        if (status / 100 == 3) {
            throw ApiError.refused(status, base + " sends us on to " + location + "; give that address with --url");
        }
        String words = words(parsed(body));
        if (status == 401) {
            String mend = token == null ? "; give a token with --token or ZTP_TOKEN" : "; is the token right?";
            throw ApiError.refused(status, (words == null ? "the server wants a token" : words) + mend);
        }
        throw ApiError.refused(status, words == null ? base + " answered " + status : words);
    }

    private JsonNode exchange(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request =
                request(path).header("Accept", "application/json").timeout(ANSWER);
        if (method.startsWith("P")) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer =
                send(request.method(method, body).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        return json(answer);
    }

    private JsonNode json(HttpResponse<String> answer) {
        check(answer.statusCode(), answer.headers().firstValue("Location").orElse("nowhere"), answer.body());
        if (answer.body().isBlank()) {
            return MissingNode.getInstance();
        }
        JsonNode json = parsed(answer.body());
        if (json.isMissingNode()) {
            throw ApiError.failed(base + " does not answer like an OpenZTP server; is --url right?");
        }
        return json;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(base + "/api/v1" + path));
        } catch (IllegalArgumentException e) {
            throw ApiError.usage("not the address of a server: " + base);
        }
        if (token == null) {
            return request;
        }
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw ApiError.usage("the token holds characters that no token has");
        }
        return request.header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (InterruptedException e) {
            throw ApiError.interrupted();
        } catch (IOException e) {
            throw ApiError.unreachable("no server answers at " + base + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
    }

    private static String words(JsonNode problem) {
        String detail = problem.path("detail").asText("");
        String title = problem.path("title").asText("");
        return detail.isBlank() ? (title.isBlank() ? null : title) : detail;
    }

    static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String query(Map<String, ?> query) {
        String text = new TreeMap<>(query)
                .entrySet().stream()
                        .filter(e -> e.getValue() != null)
                        .flatMap(e -> values(e.getValue()).map(value -> e.getKey() + "=" + encoded(value)))
                        .collect(Collectors.joining("&"));
        return text.isEmpty() ? "" : "?" + text;
    }

    private static Stream<?> values(Object value) {
        return value instanceof Collection<?> several ? several.stream() : Stream.of(value);
    }

    static String encoded(Object value) {
        return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Walks a list: what a page gives as {@code next} is asked for by the parameter named {@code cursor}. */
    private final class Pages implements Iterator<JsonNode> {
        private final String path;
        private final Map<String, Object> query;
        private final String cursor;
        private Iterator<JsonNode> page = Collections.emptyIterator();
        private boolean more = true;

        Pages(String path, Map<String, ?> query, String cursor) {
            this.path = path;
            this.query = new LinkedHashMap<>(query);
            this.cursor = cursor;
        }

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && more) {
                JsonNode answer = get(path, query);
                String next = answer.path("next").asText(null);
                more = next != null;
                query.put(cursor, next);
                page = answer.path("items").iterator();
            }
            return page.hasNext();
        }

        @Override
        public JsonNode next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.next();
        }
    }
}
