package org.openztp.signal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Offers STARTTLS for a mail server of this machine that does not know it, and speaks TLS from there on. */
final class StartTlsFront implements AutoCloseable {
    private final SSLContext context;
    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    private final int behind;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> inClear = new CopyOnWriteArrayList<>();

    StartTlsFront(SSLContext context, int behind) throws IOException {
        this.context = context;
        this.behind = behind;
        threads.execute(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What was said before TLS, a line each. */
    List<String> heardInClear() {
        return List.copyOf(inClear);
    }

    private void listen() {
        try {
            while (true) {
                Socket front = listening.accept();
                Socket back = new Socket(InetAddress.getByName("127.0.0.1"), behind);
                open.addAll(List.of(front, back));
                threads.execute(() -> serve(front, back));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket front, Socket back) {
        try {
            answerAsOf(back, front);
            String said = line(front);
            while (!said.isEmpty()) {
                inClear.add(said);
                if (said.equals("STARTTLS")) {
                    answer(front, "220 go ahead");
                    secure(front, back);
                    return;
                }
                answer(back, said);
                if (said.startsWith("EHLO")) {
                    answer(front, "250-in front of it");
                    answer(front, "250-STARTTLS");
                }
                answerAsOf(back, front);
                said = line(front);
            }
        } catch (IOException e) {
            // one of both has ended it
        }
    }

    private void secure(Socket front, Socket back) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(front, null, front.getPort(), true);
        secured.setUseClientMode(false);
        open.add(secured);
        threads.execute(() -> TlsFront.pump(secured, back));
        TlsFront.pump(back, secured);
    }

    /** All lines of one reply; the last has a space behind its code. */
    private static void answerAsOf(Socket back, Socket front) throws IOException {
        String reply = line(back);
        while (reply.startsWith("-", 3)) {
            answer(front, reply);
            reply = line(back);
        }
        answer(front, reply);
    }

    private static void answer(Socket to, String line) throws IOException {
        to.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    /** Without its end; nothing of what follows is taken. Empty at the end of all. */
    private static String line(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
