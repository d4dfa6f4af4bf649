package org.openztp.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A client of an event stream on a bare socket, which may be slow, or hang up whenever it likes. */
public final class StreamClient implements AutoCloseable {
    /** What HTTP ends a body with whose length was not told. */
    private static final String LAST_CHUNK = "0";

    private final Socket socket;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    public StreamClient(int port, String token, String path, String... headers) {
        try {
            socket = new Socket();
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String request = "GET /ztp/api/v1" + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                    + "\r\nAccept: text/event-stream\r\n" + more + "\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads on, on a thread of its own, until the stream ends. */
    public StreamClient reading() {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
                        in.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException e) {
                        lines.add("(ended)");
                    } finally {
                        ended = true;
                    }
                },
                "stream-client");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** Every line so far, the head of the answer too. */
    public List<String> lines() {
        return lines;
    }

    /** The connection is closed; without HTTP's last chunk the stream broke off. */
    public boolean hasEnded() {
        return ended;
    }

    /** The answer has come to the end that HTTP marks with an empty chunk. */
    public boolean isComplete() {
        return lines.contains(LAST_CHUNK);
    }

    /** The ids of the events so far; that of the beginning is none. */
    public List<Long> ids() {
        List<String> now = List.copyOf(lines);
        return IntStream.range(1, now.size())
                .filter(i -> now.get(i).startsWith("id: ") && !now.get(i - 1).equals("event: begin"))
                .mapToObj(i -> Long.parseLong(now.get(i).substring(4)))
                .toList();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
