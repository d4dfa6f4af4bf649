package org.openztp.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes on to a real server, whose answers carry the date of another clock. */
final class OtherClock implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: (\\d+)");

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int backend;
    private final Duration ahead;

    /** @param ahead of the clock here; negative when it is behind */
    OtherClock(int backend, Duration ahead) throws IOException {
        this.backend = backend;
        this.ahead = ahead;
        Thread thread = new Thread(this::serve, "other clock");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try (Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), backend)) {
                pass(client, server);
            } catch (IOException e) {
                // this visitor is gone
            }
        }
    }

    /** One request and its answer to the end, each on a connection of its own. */
    private void pass(Socket client, Socket server) throws IOException {
        StringBuilder request = new StringBuilder();
        InputStream in = client.getInputStream();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append((char) in.read());
        }
        String closing = request.toString().replaceFirst("\r\n", "\r\nConnection: close\r\n");
        server.getOutputStream().write(closing.getBytes(StandardCharsets.ISO_8859_1));
        Matcher length = LENGTH.matcher(request);
        server.getOutputStream().write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
        String answer = new String(server.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plus(ahead).atZone(ZoneOffset.UTC));
        OutputStream out = client.getOutputStream();
        out.write(answer.replaceFirst("\nDate: [^\r]*", "\nDate: " + date).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
