package org.openztp.pull;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody on the way between routers and their server, who may change each answer; one request for each connection. */
final class TamperingProxy implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");
    private static final BinaryOperator<String> HONEST = (request, answer) -> answer;

    private final ServerSocket socket;
    private final int backend;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<BrokenOff> brokenOff = new AtomicReference<>();
    private volatile BinaryOperator<String> tamper = HONEST;

    private record BrokenOff(String path, int bytes, Runnable then) {}

    /** @param backend the server's port on the loopback */
    TamperingProxy(String address, int backend) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getByName(address));
        this.backend = backend;
        threads.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** @param how gets a request's first line and the whole answer, one character for each byte, and gives what is sent on */
    void tamper(BinaryOperator<String> how) {
        tamper = how;
    }

    /**
     * Once, of an answer no more than its first bytes are taken from the server and sent on, and the connections stay open
     * until this has been done.
     *
     * @param path part of the first line of the request
     */
    void breakOff(String path, int bytes, Runnable then) {
        brokenOff.set(new BrokenOff(path, bytes, then));
    }

    void beHonest() {
        tamper = HONEST;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                continue; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String request = request(client.getInputStream());
            String line = request.substring(0, request.indexOf("\r\n"));
            String answer;
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), backend)) {
                server.getOutputStream().write(request.getBytes(ISO_8859_1));
                BrokenOff wanted = brokenOff.get();
                if (wanted != null && line.contains(wanted.path()) && brokenOff.compareAndSet(wanted, null)) {
                    client.getOutputStream().write(server.getInputStream().readNBytes(wanted.bytes()));
                    wanted.then().run();
                    return;
                }
                answer = new String(server.getInputStream().readAllBytes(), ISO_8859_1);
            }
            client.getOutputStream().write(tamper.apply(line, answer).getBytes(ISO_8859_1));
        } catch (IOException e) {
            return; // the client sees its connection end, as without a proxy
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended in its headers");
            }
            read.write(next);
            head = next == '\n' ? read.toString(ISO_8859_1) : head;
        }
        Matcher length = LENGTH.matcher(head);
        int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(body), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
