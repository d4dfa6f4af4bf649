package org.openztp.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Clients that ask for a file, read the headers of the answer, and then nothing. */
public final class StalledDownloads implements AutoCloseable {
    private final List<Socket> clients = new ArrayList<>();

    /**
     * @param path with the context path
     * @param headers further ones of the request, each a line
     */
    public static StalledDownloads of(String path, int port, int count, String... headers) throws IOException {
        StalledDownloads downloads = new StalledDownloads();
        for (int i = 0; i < count; i++) {
            downloads.begin(path, port, headers);
        }
        return downloads;
    }

    private void begin(String path, int port, String... more) throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.setReceiveBufferSize(4096);
        client.setSoTimeout(10_000);
        client.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        String head = "GET " + path + " HTTP/1.1\r\nHost: ztp\r\nConnection: close\r\n"
                + Arrays.stream(more).map(line -> line + "\r\n").collect(Collectors.joining()) + "\r\n";
        client.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder headers = new StringBuilder();
        while (headers.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                throw new IOException("ended in its headers: " + headers);
            }
            headers.append((char) next);
        }
        if (!headers.toString().startsWith("HTTP/1.1 200")) {
            throw new IOException(headers.toString());
        }
    }

    /** The body of one of them. */
    public InputStream body(int client) throws IOException {
        return clients.get(client).getInputStream();
    }

    @Override
    public void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }
}
