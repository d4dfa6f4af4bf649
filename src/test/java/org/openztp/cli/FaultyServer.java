package org.openztp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/** A bare socket that treats one client after the other as badly as a test wants; links stay open unless it says so. */
final class FaultyServer implements AutoCloseable {
    private final ServerSocket socket;
    private final BlockingQueue<Consumer<Client>> plans = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** One link, after its request was read. */
    static final class Client {
        private final Socket socket;

        private Client(Socket socket) {
            this.socket = socket;
        }

        Client answer(String bytes) {
            try {
                socket.getOutputStream().write(bytes.getBytes(UTF_8));
                socket.getOutputStream().flush();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The head of an event stream and one piece of it. */
        Client stream(String events) {
            byte[] bytes = events.getBytes(UTF_8);
            return answer(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + Integer.toHexString(bytes.length) + "\r\n" + events + "\r\n");
        }

        /** Goes on when something came true. */
        Client after(Callable<Boolean> condition) {
            Awaitility.await().until(condition);
            return this;
        }

        /** Ends the answer in good order. */
        void end() {
            answer("0\r\n\r\n");
        }

        /** Ends the link as a crash would. */
        void reset() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    FaultyServer() {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "faulty-server");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://localhost:" + socket.getLocalPort() + "/ztp";
    }

    void next(Consumer<Client> plan) {
        plans.add(plan);
    }

    List<String> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket link = socket.accept();
                open.add(link);
                BufferedReader in = new BufferedReader(new InputStreamReader(link.getInputStream(), UTF_8));
                serve(in, link);
            }
        } catch (IOException | InterruptedException closed) {
            // the test is over
        }
    }

    /** The one request of a link. */
    private void serve(BufferedReader in, Socket link) throws IOException, InterruptedException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        requests.add(head.toString());
        plans.take().accept(new Client(link));
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket link : open) {
                link.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
