package org.openztp.image.builder;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's end of the way out of a sandbox, spoken to byte by byte. */
@Timeout(60)
class GateTest {
    private static final int ENOUGH = 1 << 20;

    @TempDir
    Path home;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer upstream;
    private HttpServer other;
    private Path folder;
    private Gate gate;

    @BeforeEach
    void aGateToAnUpstream() throws IOException {
        upstream = server();
        other = server();
        // as long as a home may be
        folder = Files.createDirectories(home.resolve("z".repeat(100)).resolve("z".repeat(100)))
                .resolve("gate");
        gate = Gate.open(folder, Reach.of(List.of(url(upstream)), home), ENOUGH);
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        });
        server.createContext("/", exchange -> {
            String headers =
                    exchange.getRequestHeaders().keySet().stream().sorted().collect(Collectors.joining(","));
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + headers);
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write("a package".getBytes(ISO_8859_1));
                body.flush();
                if (exchange.getRequestURI().getPath().equals("/endless")) {
                    while (never.getCount() > 0) {
                        body.write(new byte[32 * 1024]);
                    }
                }
                if (exchange.getRequestURI().getPath().equals("/stuck")) {
                    never.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        never.countDown();
        gate.close();
        upstream.stop(0);
        other.stop(0);
    }

    private SocketChannel connect() throws IOException {
        // as the sandbox does it, by a short name of the same socket
        Path link = Files.createSymbolicLink(Path.of("/tmp", "gate-" + UUID.randomUUID()), folder);
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(link.resolve(Gate.SOCKET)));
        } finally {
            Files.delete(link);
        }
    }

    private String ask(String request) throws IOException {
        try (SocketChannel client = connect()) {
            client.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            return all(client);
        }
    }

    private static String all(SocketChannel client) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer piece = ByteBuffer.allocate(64 * 1024);
        while (client.read(piece) >= 0) {
            all.write(piece.array(), 0, piece.position());
            piece.clear();
        }
        return all.toString(ISO_8859_1);
    }

    @Test
    void aFileOfTheUpstreamIsFetchedWithWhatHasToDoWithIt() throws IOException {
        String answer = ask(
                "GET " + url(upstream) + "/Packages.gz?x=1 HTTP/1.1\r\nHost: elsewhere\r\nUser-Agent: toy\r\n"
                        + "Range: bytes=0-\r\nProxy-Authorization: Basic x\r\nConnection: keep-alive\r\nX-Other: 1\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("a package");
        assertThat(asked).containsExactly("GET /Packages.gz?x=1 Connection,Host,Range,User-agent");
        assertThat(gate.words()).isEmpty();
    }

    @Test
    void anotherRequestBehindTheFirstIsNotAnswered() throws IOException {
        String one = "GET " + url(upstream) + "/one HTTP/1.1\r\n\r\n";

        ask(one + "GET /two HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(asked).hasSize(1);
    }

    @Test
    void aConnectionIsMadeToAnUpstreamThatIsCalledByHttps() throws IOException {
        gate.close();
        folder = home.resolve("secure");
        gate = Gate.open(folder, Reach.of(List.of(url(upstream).replace("http:", "https:")), home), ENOUGH);
        String place = "127.0.0.1:" + upstream.getAddress().getPort();

        String answer = ask("CONNECT " + place + " HTTP/1.1\r\nHost: " + place
                + "\r\n\r\nGET /inside HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200").contains("a package");
        assertThat(asked).singleElement().asString().startsWith("GET /inside");
        assertThat(ask("GET " + url(upstream) + "/plain HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET OTHER/ HTTP/1.1",
                "GET http://localhost/ HTTP/1.1",
                "GET http://169.254.169.254/latest/meta-data/ HTTP/1.1",
                "GET http://evil.example/x HTTP/1.1",
                "CONNECT evil.example:443 HTTP/1.1",
                "CONNECT 127.0.0.1:22 HTTP/1.1",
                "CONNECT [::1]:22 HTTP/1.1"
            })
    void whatIsNotTheUpstreamIsRefusedAndNamed(String request) throws IOException {
        String line = request.replace("OTHER", url(other));

        String answer = ask(line + "\r\nHost: x\r\n\r\n");

        String place = line.split(" ")[1].replaceAll("^http://|/.*$", "");
        assertThat(answer).startsWith("HTTP/1.1 403 Forbidden\r\n").contains(place);
        assertThat(gate.words()).singleElement().asString().contains(place, "neither the upstream nor");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST UP/ HTTP/1.1",
                "PUT UP/ HTTP/1.1",
                "GET / HTTP/1.1",
                "GET UP/ HTTP/2.0",
                "GET UP/\tx HTTP/1.1",
                "get UP/ HTTP/1.1",
                "GET ftp://127.0.0.1/ HTTP/1.1",
                "GET file:///etc/passwd HTTP/1.1",
                "GET http: HTTP/1.1",
                "CONNECT 127.0.0.1 HTTP/1.1",
                "CONNECT UP HTTP/1.1",
                "CONNECT host:99999 HTTP/1.1",
                "\0\0\0\0",
                "SSH-2.0-toy",
                "GET UP/ HTTP/1.1\r\nno field",
                "GET UP/ HTTP/1.1\r\nX: a\nHost: b"
            })
    void whatIsNoRequestForAFileIsRefused(String request) throws IOException {
        String answer = ask(request.replace("UP", url(upstream)) + "\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ");
        assertThat(gate.words()).hasSize(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void aHeadWithoutAnEndIsNotReadForEver() throws IOException {
        assertThat(ask("x".repeat(16 * 1024))).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aServerThatIsAwayIsNamed() throws IOException {
        upstream.stop(0);

        assertThat(ask("GET " + url(upstream) + "/ HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 502 ");
        assertThat(gate.words()).singleElement().asString().contains(url(upstream));
    }

    @Test
    void anEndlessFileEndsWhereEnoughWasFetched() throws IOException {
        String answer = ask("GET " + url(upstream) + "/endless HTTP/1.1\r\n\r\n");

        assertThat(answer.length()).isLessThanOrEqualTo(ENOUGH);
        assertThat(gate.isExhausted()).isTrue();
        assertThat(ask("GET " + url(upstream) + "/ HTTP/1.1\r\n\r\n"))
                .as("nothing passes any more")
                .isEmpty();
    }

    @Test
    void whatIsUnderWayEndsWithTheBuild() throws Exception {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> asked("/stuck"));
        await().until(() -> !asked.isEmpty());

        gate.close();

        assertThat(answer.get()).isNotNull();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void sixteenAreServedAtOnceAndTheNextOneWaits() throws Exception {
        List<SocketChannel> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                SocketChannel client = connect();
                stuck.add(client);
                client.write(
                        ByteBuffer.wrap(("GET " + url(upstream) + "/stuck HTTP/1.1\r\n\r\n").getBytes(ISO_8859_1)));
            }
            await().until(() -> asked.size() == 16);
            CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> asked("/next"));
            await().during(Duration.ofMillis(300)).until(() -> asked.size() == 16);

            stuck.get(0).close();

            assertThat(next.get()).contains("a package");
        } finally {
            for (SocketChannel each : stuck) {
                each.close();
            }
        }
    }

    private String asked(String path) {
        try {
            return ask("GET " + url(upstream) + path + " HTTP/1.1\r\n\r\n");
        } catch (IOException e) {
            return "broken off";
        }
    }

    @Test
    void theSocketLiesInTheFolderOfTheBuildAndNothingElsewhere() throws IOException {
        assertThat(folder.resolve(Gate.SOCKET)).exists();
        assertThat(folder.toString().length()).isGreaterThan(108);
        try (Stream<Path> files = Files.list(Path.of("/tmp"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("ztp-"))
                            .filter(Files::isSymbolicLink))
                    .noneMatch(link -> leadsTo(link, folder));
        }
    }

    private static boolean leadsTo(Path link, Path folder) {
        try {
            return Files.readSymbolicLink(link).equals(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ztp-build-gate"))
                .collect(Collectors.toSet());
    }
}
