package org.openztp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that asks again and again by a connection that is kept as long as the server likes, and takes hardly any processor time itself. */
public final class Poller implements AutoCloseable {
    private static final String LENGTH = "\r\ncontent-length:";
    private static final int LARGEST = 64 * 1024;

    private final int port;
    private Socket socket;
    private InputStream in;
    private final byte[] answer = new byte[LARGEST];

    public Poller(int port) throws IOException {
        this.port = port;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
    }

    /** @return a request that asks for a path, with what owut sends besides */
    public static byte[] request(String verb, String path) {
        return (verb + " " + path
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: owut/2024.12.12\r\nAccept: */*\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a request and reads the answer to its end. @return its status */
    public int ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int count = 0;
        int end = -1;
        String head = "";
        while (end < 0) {
            count += read(count);
            head = new String(answer, 0, count, StandardCharsets.ISO_8859_1);
            end = head.indexOf("\r\n\r\n");
        }
        int all = end + 4 + (request[0] == 'H' ? 0 : length(head.substring(0, end)));
        while (count < all) {
            count += read(count);
        }
        if (head.substring(0, end).contains("\r\nConnection: close")) {
            close();
            connect();
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    private int read(int from) throws IOException {
        int count = in.read(answer, from, LARGEST - from);
        if (count < 0) {
            throw new IOException("the server hung up");
        }
        return count;
    }

    private static int length(String head) throws IOException {
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without a length: " + head);
        }
        int end = head.indexOf("\r\n", at + LENGTH.length());
        return Integer.parseInt(head.substring(at + LENGTH.length(), end < 0 ? head.length() : end)
                .strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
