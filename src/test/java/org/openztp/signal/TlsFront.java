package org.openztp.signal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Speaks TLS for a server of this machine that does not. */
final class TlsFront implements AutoCloseable {
    private final ServerSocket listening;
    private final int behind;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    TlsFront(SSLContext context, int behind) throws IOException {
        this.behind = behind;
        listening = context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void listen() {
        try {
            while (true) {
                Socket front = listening.accept();
                Socket back = new Socket(InetAddress.getByName("127.0.0.1"), behind);
                open.addAll(List.of(front, back));
                threads.execute(() -> pump(front, back));
                threads.execute(() -> pump(back, front));
            }
        } catch (IOException e) {
            // closed
        }
    }

    static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one of both has ended it
        }
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
