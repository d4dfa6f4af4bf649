package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server that says what a test tells it to, and remembers what it was asked. */
final class StandInApi implements AutoCloseable {
    /** What was asked; {@code target} is the path below the API with its query. */
    record Asked(String method, String target, String authorization, String body) {
        String line() {
            return method + " " + target;
        }
    }

    /** What is answered. */
    record Answer(int status, String type, String body) {
        static Answer json(String body) {
            return new Answer(200, "application/json", body);
        }

        static Answer problem(int status, String detail) {
            String body = "{\"type\":\"about:blank\",\"title\":\"no\",\"status\":" + status + ",\"detail\":\"" + detail
                    + "\"}";
            return new Answer(status, "application/problem+json", body);
        }
    }

    private static final String API = "/ztp/api/v1";

    private final HttpServer server;
    private final Map<String, Function<Asked, Answer>> answers = new ConcurrentHashMap<>();
    private volatile Runnable beforePut = () -> {};
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    StandInApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/ztp";
    }

    /** Answers a method and path (with or without its query; with wins) from now on. */
    StandInApi on(String methodAndTarget, Function<Asked, Answer> answer) {
        answers.put(methodAndTarget, answer);
        return this;
    }

    StandInApi on(String methodAndTarget, String json) {
        return on(methodAndTarget, ask -> Answer.json(json));
    }

    /** Done before the body of a PUT is read. */
    void beforePut(Runnable act) {
        beforePut = act;
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("PUT")) {
                beforePut.run();
            }
            String target = exchange.getRequestURI().toString().replaceFirst(API, "");
            Asked ask = new Asked(
                    exchange.getRequestMethod(),
                    target,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            asked.add(ask);
            String path = ask.line().replaceFirst("\\?.*", "");
            Answer answer = answers.getOrDefault(
                            ask.line(), answers.getOrDefault(path, a -> Answer.problem(404, "nothing at " + path)))
                    .apply(ask);
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
