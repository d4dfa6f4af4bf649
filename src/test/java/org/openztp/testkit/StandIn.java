package org.openztp.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A server that answers as a test wants it to, and remembers what it was asked; for the shell scripts. */
public final class StandIn implements AutoCloseable {
    public record Request(String path, Map<String, String> headers, byte[] body) {
        public Map<String, String> form() {
            String text = new String(body, StandardCharsets.US_ASCII);
            return Arrays.stream(text.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1])));
        }

        private static String decoded(String value) {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        }
    }

    /** {@code cutAfter} bytes of the body the connection ends, though more was promised. */
    public record Answer(int status, byte[] body, int cutAfter) {
        public Answer(int status, byte[] body) {
            this(status, body, body.length);
        }

        public static Answer of(int status, String text) {
            return new Answer(status, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Answer> answers;

    public StandIn(String address, Function<Request, Answer> answers) throws IOException {
        this.answers = answers;
        this.server = HttpServer.create(new InetSocketAddress(address, 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port() + "/ztp";
    }

    public List<Request> requests() {
        return requests;
    }

    public void answer(Function<Request, Answer> with) {
        answers = with;
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                        header -> header.getValue().get(0)));
        Request request = new Request(
                exchange.getRequestURI().getPath(),
                headers,
                exchange.getRequestBody().readAllBytes());
        requests.add(request);
        Answer answer = answers.apply(request);
        byte[] body = answer.body();
        int from = 0;
        String range = headers.get("range");
        if (range != null && answer.status() == 200) {
            from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (body.length - 1) + "/" + body.length);
        }
        exchange.sendResponseHeaders(
                from > 0 ? 206 : answer.status(), body.length - from == 0 ? -1 : body.length - from);
        exchange.getResponseBody().write(body, from, Math.min(answer.cutAfter(), body.length) - from);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
