package org.openztp.image.builder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The only way out of a sandbox: a proxy behind a socket, which brings what may be fetched and refuses all else, in words.
 * It ends with the build that it is for, and so does what is under way.
 */
final class Gate implements AutoCloseable {
    static final String SOCKET = "socket";
    static final String SCRIPT = "gate.pl";

    private static final int CONNECTIONS = 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int PIECE = 32 * 1024;
    private static final int MOST_WORDS = 20;

    private final Path folder;
    private final Reach reach;
    private final long mostBytes;
    private final ServerSocketChannel door;
    private final AtomicLong bytes = new AtomicLong();
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final Set<String> words = new LinkedHashSet<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "ztp-build-gate");
        thread.setDaemon(true);
        return thread;
    });

    private Gate(Path folder, Reach reach, long mostBytes, ServerSocketChannel door) {
        this.folder = folder;
        this.reach = reach;
        this.mostBytes = mostBytes;
        this.door = door;
    }

    /**
     * Opens one.
     *
     * @param folder is made, and goes with the folder of the build
     * @param mostBytes that may pass, to either side
     */
    static Gate open(Path folder, Reach reach, long mostBytes) throws IOException {
        Files.createDirectory(folder);
        try (InputStream script = Gate.class.getResourceAsStream(SCRIPT)) {
            Files.copy(script, folder.resolve(SCRIPT));
        }
        ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            bind(door, folder);
        } catch (IOException e) {
            door.close();
            throw e;
        }
        Gate gate = new Gate(folder, reach, mostBytes, door);
        gate.threads.execute(gate::serve);
        return gate;
    }

    /** By a short name: that of a socket has 107 bytes at most, and ZTP_HOME may be anywhere. */
    private static void bind(ServerSocketChannel door, Path folder) throws IOException {
        Path link = Path.of("/tmp", "ztp-" + UUID.randomUUID());
        Files.createSymbolicLink(link, folder.toAbsolutePath());
        try {
            door.bind(UnixDomainSocketAddress.of(link.resolve(SOCKET)));
        } finally {
            Files.delete(link);
        }
    }

    /** With the socket and the script that leads to it. */
    Path folder() {
        return folder;
    }

    /** Whether more was fetched than may be; nothing passes any more then. */
    boolean isExhausted() {
        return bytes.get() > mostBytes;
    }

    /** What was refused or could not be reached, a line each. */
    List<String> words() {
        synchronized (words) {
            return List.copyOf(words);
        }
    }

    private void tell(String line) {
        synchronized (words) {
            if (words.size() < MOST_WORDS) {
                words.add(MakeTrouble.GATE + line);
            }
        }
    }

    private void serve() {
        try {
            while (door.isOpen()) {
                places.acquire();
                SocketChannel client = door.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException | InterruptedException | RejectedExecutionException e) {
            closeAll();
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            answer(client);
        } catch (IOException | RejectedExecutionException e) {
            // one side has hung up, as it may, or the build is over
        } finally {
            open.remove(client);
            places.release();
        }
    }

    private void answer(SocketChannel client) throws IOException {
        GateRequest request;
        try {
            request = GateRequest.read(client);
        } catch (GateRequest.Unfit e) {
            refuse(client, 403, e.getMessage());
            return;
        }
        if (reach.has(request.url())) {
            bring(client, request);
        } else {
            refuse(client, 403, request + ": neither the upstream nor a repository of the build is there");
        }
    }

    private void bring(SocketChannel client, GateRequest request) throws IOException {
        SocketChannel server;
        try {
            List<InetAddress> addresses = reach.addresses(request.url());
            if (addresses.isEmpty()) {
                refuse(client, 403, request + ": this host is not on the public internet");
                return;
            }
            server = connected(addresses, Reach.port(request.url()));
        } catch (UnknownHostException e) {
            refuse(client, 502, request + ": this host has no address");
            return;
        } catch (IOException e) {
            refuse(client, 502, request + ": " + e.getMessage());
            return;
        }
        open.add(server);
        try (server) {
            relay(client, server, request);
        } finally {
            open.remove(server);
        }
    }

    private static SocketChannel connected(List<InetAddress> addresses, int port) throws IOException {
        IOException last = null;
        for (InetAddress each : addresses) {
            SocketChannel server = SocketChannel.open();
            try {
                server.socket().connect(new InetSocketAddress(each, port), CONNECT_MILLIS);
                return server;
            } catch (IOException e) {
                server.close();
                last = e;
            }
        }
        throw last;
    }

    /** Until the server has sent all; what the client sends meanwhile is the server's only on a connection of its own. */
    private void relay(SocketChannel client, SocketChannel server, GateRequest request) throws IOException {
        if (request.isConnect()) {
            write(client, ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1)));
            write(server, request.rest());
        } else {
            write(server, ByteBuffer.wrap(request.head()));
        }
        threads.execute(() -> {
            try {
                pump(client, request.isConnect() ? server : null);
                if (request.isConnect()) {
                    server.shutdownOutput();
                } else {
                    server.close();
                }
            } catch (IOException e) {
                close(server);
            }
        });
        pump(server, client);
    }

    private void pump(SocketChannel from, SocketChannel to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (from.read(piece) >= 0) {
            piece.flip();
            if (to != null) {
                write(to, piece);
            }
            piece.clear();
        }
    }

    private void write(SocketChannel to, ByteBuffer piece) throws IOException {
        if (bytes.addAndGet(piece.remaining()) > mostBytes) {
            closeAll();
            throw new IOException("enough was fetched");
        }
        while (piece.hasRemaining()) {
            to.write(piece);
        }
    }

    private void refuse(SocketChannel client, int status, String why) {
        tell(why);
        byte[] body = (MakeTrouble.GATE + why + "\n").getBytes(UTF_8);
        String head = "HTTP/1.1 " + status + (status == 403 ? " Forbidden" : " Bad Gateway")
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nConnection: close\r\n\r\n";
        try {
            write(client, ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
            write(client, ByteBuffer.wrap(body));
        } catch (IOException e) {
            // it did not wait for the answer
        }
    }

    private void closeAll() {
        for (Channel each : new ArrayList<>(open)) {
            close(each);
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is of no use any more in either case
        }
    }

    @Override
    public void close() {
        close(door);
        threads.shutdownNow();
        closeAll();
    }
}
