package org.openztp.upgrade;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Gives one image by the contract of downloads: a form with token and from, answered with the rest; with faults. */
final class ImageServer implements AutoCloseable {
    static final String PATH = "firmware/images/it";
    static final String TOKEN = "Tok-en_0123456789";

    /** What is done with the rest of the image that one ask is to be answered with. */
    interface Fault {
        void answer(Answer answer, byte[] rest) throws IOException;
    }

    private final byte[] image;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Integer> froms = new CopyOnWriteArrayList<>();

    /** @param faults of the first asks, one each; the last one stays */
    ImageServer(String address, byte[] image, Fault... faults) throws IOException {
        this.image = image.clone();
        this.faults.addAll(Arrays.asList(faults));
        this.server = HttpServer.create(new InetSocketAddress(address, 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/ztp";
    }

    /** Where each ask wanted to go on. */
    List<Integer> froms() {
        return froms;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        String wanted = "token=" + TOKEN + "&from=";
        boolean right = exchange.getRequestMethod().equals("POST")
                && exchange.getRequestURI().getPath().equals("/ztp/" + PATH)
                && form.startsWith(wanted);
        if (!right) {
            exchange.sendResponseHeaders(400, -1);
            return;
        }
        int from = Integer.parseInt(form.substring(wanted.length()));
        froms.add(from);
        byte[] rest = Arrays.copyOfRange(image, from, image.length);
        if (faults.isEmpty()) {
            whole(new Answer(exchange), rest);
        } else {
            faults.get(Math.min(froms.size(), faults.size()) - 1).answer(new Answer(exchange), rest);
        }
        exchange.close();
    }

    static void whole(Answer answer, byte[] rest) throws IOException {
        answer.begin(200, rest.length).write(rest);
    }

    static void half(Answer answer, byte[] rest) throws IOException {
        answer.begin(200, rest.length).write(rest, 0, (rest.length + 1) / 2);
    }

    static void flipped(Answer answer, byte[] rest) throws IOException {
        rest[rest.length / 2] ^= 1;
        whole(answer, rest);
    }

    static void tooMuch(Answer answer, byte[] rest) throws IOException {
        OutputStream out = answer.begin(200, 0);
        for (int i = 0; i < 2000; i++) {
            out.write(rest);
        }
    }

    static Fault refused(int status) {
        return (answer, rest) -> answer.begin(status, -1);
    }

    /** Some of it, and then nothing any more until the server is closed. */
    Fault stalled() {
        return (answer, rest) -> {
            OutputStream out = answer.begin(200, rest.length);
            out.write(rest, 0, rest.length / 3);
            out.flush();
            await(60_000);
        };
    }

    void fault(Fault fault) {
        faults.add(fault);
    }

    Fault slowly(int bytesPerSecond) {
        return (answer, rest) -> {
            OutputStream out = answer.begin(200, rest.length);
            int piece = bytesPerSecond / 10;
            for (int at = 0; at < rest.length; at += piece) {
                out.write(rest, at, Math.min(piece, rest.length - at));
                out.flush();
                await(100);
            }
        };
    }

    private void await(long millis) throws IOException {
        try {
            closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    record Answer(HttpExchange exchange) {
        OutputStream begin(int status, long length) throws IOException {
            exchange.sendResponseHeaders(status, length);
            return exchange.getResponseBody();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
