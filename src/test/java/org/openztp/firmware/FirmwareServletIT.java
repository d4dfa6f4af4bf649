package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.StalledDownloads;
import org.openztp.testkit.WebServer;

/** Each test twice: bytes sent by the container's sendfile, and by our own writer. */
class FirmwareServletIT {
    private static final int SMALL = 300_000;
    private static final int LARGE = 24_000_000;

    @TempDir
    private static Path home;

    private static byte[] content;
    private WebServer server;

    @BeforeAll
    static void fill() throws IOException {
        Path fw = Files.createDirectories(home.resolve("fw/24.10"));
        content = new byte[SMALL];
        new Random(7).nextBytes(content);
        Files.write(fw.resolve("small.bin"), content);
        try (RandomAccessFile large =
                new RandomAccessFile(home.resolve("fw/large.bin").toFile(), "rw")) {
            large.setLength(LARGE);
            large.seek(LARGE - SMALL);
            large.write(content);
        }
        Files.writeString(home.resolve("secret"), "for nobody's eyes");
        Files.createSymbolicLink(home.resolve("fw/out.bin"), home.resolve("secret"));
        Files.writeString(home.resolve("fw/.hidden"), "for nobody's eyes");
    }

    private void start(boolean sendfile) {
        server = WebServer.with(parts -> {
            parts.connector("useSendfile", Boolean.toString(sendfile));
            parts.connector("maxThreads", "20");
            parts.servlet("firmware", new FirmwareServlet(new FirmwareFolder(home.resolve("fw"))), "/fw/*");
            parts.servlet("other", new Other(), "/bootstrap");
        });
    }

    private static final class Other extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("here");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileArrivesWholeAndInParts(boolean sendfile) {
        start(sendfile);
        HttpResponse<byte[]> whole = server.send(server.request("/fw/24.10/small.bin"), BodyHandlers.ofByteArray());
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(whole.headers().firstValue("Content-Length")).contains("300000");
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");
        assertThat(whole.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(whole.headers().firstValue("Last-Modified").orElse("")).endsWith(" GMT");

        HttpResponse<byte[]> part = server.send(
                server.request("/fw/24.10/small.bin").header("Range", "bytes=100-199999"), BodyHandlers.ofByteArray());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(content, 100, 200_000));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 100-199999/300000");

        HttpResponse<byte[]> beyond = server.send(
                server.request("/fw/24.10/small.bin").header("Range", "bytes=300000-"), BodyHandlers.ofByteArray());
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */300000");

        String etag = whole.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> known = server.send(
                server.request("/fw/24.10/small.bin").header("If-None-Match", etag), BodyHandlers.ofByteArray());
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).contains(etag);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void headSaysWhatGetWouldSend(boolean sendfile) {
        start(sendfile);
        HttpResponse<byte[]> head = server.send(
                server.request("/fw/24.10/small.bin").method("HEAD", BodyPublishers.noBody()),
                BodyHandlers.ofByteArray());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("300000");
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethodsAreRefused(String method) {
        start(true);
        HttpResponse<String> answer =
                server.send(server.request("/fw/24.10/small.bin").method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(home.resolve("fw/24.10/small.bin")).exists();
    }

    /** Some of these the container refuses itself, with 400, before the servlet sees them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ztp/fw/../secret",
                "/ztp/fw/../../../../../../etc/passwd",
                "/ztp/fw/%2e%2e/secret",
                "/ztp/fw/%2e%2e%2fsecret",
                "/ztp/fw/..%2fsecret",
                "/ztp/fw/24.10%2f..%2f..%2fsecret",
                "/ztp/fw/..%5csecret",
                "/ztp/fw/..\\secret",
                "/ztp/fw/24.10/%2e%2e/%2e%2e/secret",
                "/ztp/fw/24.10%2fsmall.bin",
                "/ztp/fw/24.10/small.bin%00",
                "/ztp/fw/24.10/small.bin;x",
                "/ztp/fw/24.10/..;/24.10/small.bin",
                "/ztp/fw/24.10/small.bin%3bx",
                "/ztp/fw/out.bin",
                "/ztp/fw/.hidden",
                "/ztp/fw/24.10",
                "/ztp/fw/24.10/",
                "/ztp/fw/",
                "/ztp/fw",
                "/ztp/fw//24.10/small.bin/",
                "/ztp/fw/none.bin",
                "/ztp/fw/%252e%252e/secret",
                "/ztp/fw/%c0%ae%c0%ae/secret",
                "/ztp/fw/small.bin%0a"
            })
    void nothingButFilesInsideIsServed(String path) throws IOException {
        start(true);
        List<String> answer = raw(path);
        assertThat(answer.get(0)).matches("HTTP/1.1 (404|400).*");
        assertThat(answer).noneMatch(line -> line.contains("nobody's eyes"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoHundredStalledDownloadsKeepNobodyWaiting(boolean sendfile) throws IOException {
        start(sendfile);
        try (StalledDownloads downloads = StalledDownloads.of("/ztp/fw/large.bin", server.port(), 200)) {
            long before = System.nanoTime();
            assertThat(server.get("/bootstrap").body()).isEqualTo("here");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));

            byte[] late = downloads.body(100).readAllBytes();
            assertThat(late).hasSize(LARGE);
            assertThat(Arrays.copyOfRange(late, LARGE - SMALL, LARGE)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void downloadsThatBreakOffLeaveNoFileOpen(boolean sendfile) throws IOException {
        start(sendfile);
        StalledDownloads.of("/ztp/fw/large.bin", server.port(), 20).close();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(openFiles()).isZero());
    }

    private static long openFiles() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            Path large = home.resolve("fw/large.bin").toRealPath();
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(large);
                        } catch (IOException closedMeanwhile) {
                            return false;
                        }
                    })
                    .count();
        }
    }

    private List<String> raw(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String head = "GET " + path + " HTTP/1.1\r\nHost: ztp\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .lines()
                    .toList();
        }
    }
}
