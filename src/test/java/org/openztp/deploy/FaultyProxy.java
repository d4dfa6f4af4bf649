package org.openztp.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy in front of a real server that goes wrong in one chosen way. */
final class FaultyProxy implements AutoCloseable {
    /** What may go wrong; each hook does what a sound proxy does until it is overridden. */
    static class Fault {
        /** The path that the backend is asked for. */
        String path(String asked) {
            return asked;
        }

        /** Whether a header of the request goes to the backend. */
        boolean passes(String header) {
            return true;
        }

        /** A header of the answer as it is sent on; the value of a Date, for instance. */
        String answered(String header, String value) {
            return value;
        }

        /** Whether what the backend sends is sent on at once, or when there is no more to come. */
        boolean flushes(String asked) {
            return true;
        }

        /** The body as it is sent on. */
        InputStream body(String asked, InputStream sent) throws IOException {
            return sent;
        }

        /** An answer of the proxy's own to this request, null when the backend is asked. */
        Own own(HttpExchange exchange) {
            return null;
        }
    }

    /** An answer without the backend. */
    record Own(int status, String header, String value, String body) {}

    /** Set by the library, or meaningless beyond one connection. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private URI backend;
    private volatile Fault fault = new Fault();

    FaultyProxy(HttpServer server) throws IOException {
        this.server = server;
        server.bind(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** @param to scheme, host and port */
    void backend(URI to) {
        backend = to;
    }

    void goWrongBy(Fault how) {
        fault = how;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Own own = fault.own(exchange);
            if (own != null) {
                exchange.getResponseHeaders().set(own.header(), own.value());
                byte[] body = own.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(own.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                return;
            }
            forward(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpExchange exchange) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                backend.resolve(fault.path(exchange.getRequestURI().getRawPath())));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && fault.passes(name)) {
                values.forEach(value -> request.header(name, value));
            }
        });
        request.method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        answer.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, List.of(fault.answered(name, values.get(0))));
            }
        });
        boolean empty = answer.headers().firstValueAsLong("content-length").orElse(-1) == 0;
        exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : 0);
        boolean flushes = fault.flushes(exchange.getRequestURI().getRawPath());
        OutputStream out = flushes ? exchange.getResponseBody() : new ByteArrayOutputStream();
        try (InputStream body = fault.body(exchange.getRequestURI().getRawPath(), answer.body())) {
            byte[] some = new byte[8192];
            for (int n = body.read(some); n >= 0; n = body.read(some)) {
                out.write(some, 0, n);
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
