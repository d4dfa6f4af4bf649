package org.openztp.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Json;
import org.openztp.testkit.StalledDownloads;
import org.openztp.testkit.TestServer;

/** Firmware as the whole server serves it, behind all its filters. */
class FirmwareOfTheServerIT {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private static Path home;

    private static TestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start(home);
        Files.writeString(home.resolve("fw/abc.bin"), "abc");
        try (RandomAccessFile large =
                new RandomAccessFile(home.resolve("fw/large.bin").toFile(), "rw")) {
            large.setLength(24_000_000);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.url(path));
    }

    @Test
    void aFileIsReadByAnybodyAndNoBrowserGuessesItsType() throws Exception {
        HttpResponse<String> answer = send(to("/fw/abc.bin"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("abc");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(send(to("/fw/abc.bin").header("Range", "bytes=1-")).body()).isEqualTo("bc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fw/../db/ztp.mv.db",
                "/fw/%2e%2e/keys/admin-token",
                "/fw/..%2fkeys%2fadmin-token",
                "/fw/%2e%2e%2fkeys%2fadmin-token",
                "/fw/%252e%252e/keys/admin-token",
                "/fw/abc.bin;x",
                "/fw/abc.bin/",
                "/fw/",
                "/fw",
                "/fw/none.bin",
                "/WEB-INF/web.xml",
                "/WEB-INF/conf/ztp.conf",
                "/META-INF/MANIFEST.MF",
                "/static/../WEB-INF/web.xml",
                "/static/",
                "/static/none.css",
                "/static/%2e%2e/WEB-INF/web.xml"
            })
    void nothingElseIsThere(String path) throws Exception {
        assertThat(status(path)).startsWith("HTTP/1.1 404");
    }

    /** What is no URI at all ends in the connector. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fw/abc.bin%00",
                "/fw/..\\keys\\admin-token",
                "/fw/..%5ckeys%5cadmin-token",
                "/fw/../../../etc/passwd"
            })
    void whatIsNoPathIsRefused(String path) throws Exception {
        assertThat(status(path)).matches("HTTP/1.1 40[04].*");
    }

    private static String status(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", server.url().getPort())) {
            socket.setSoTimeout(10_000);
            String head = "GET /ztp" + path + " HTTP/1.1\r\nHost: ztp\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).doesNotContain("ztp_").doesNotContain("at org.").doesNotContain("Tomcat");
            return answer.lines().findFirst().orElse("");
        }
    }

    @Test
    void twoHundredStalledDownloadsLeaveTheBootstrapItsSecond() throws Exception {
        int port = server.url().getPort();
        send(to("/bootstrap"));
        try (StalledDownloads downloads = StalledDownloads.of("/ztp/fw/large.bin", port, 200)) {
            long before = System.nanoTime();
            assertThat(send(to("/bootstrap")).statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            assertThat(downloads.body(7).readAllBytes()).hasSize(24_000_000);
        }
    }

    @Test
    void theListTellsDigestsAndBoards() throws Exception {
        Files.writeString(
                home.resolve("conf/firmware.yaml"),
                "images: [{boards: [\"glinet,*\"], release: 23.05.5, file: abc.bin}]\n");
        assertThat(send(to("/api/v1/firmware")).statusCode()).isEqualTo(401);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode list = firmware();
            JsonNode abc = list.get("items").get(0);
            assertThat(abc.get("file").asText()).isEqualTo("abc.bin");
            assertThat(abc.get("sizeBytes").asLong()).isEqualTo(3);
            assertThat(abc.get("sha256").asText()).isEqualTo(ABC);
            assertThat(abc.get("boards").get(0).asText()).isEqualTo("glinet,*");
            assertThat(list.get("problem").isNull()).isTrue();
        });
        Files.writeString(home.resolve("conf/firmware.yaml"), "images: [{boards: []}]\n");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(firmware().get("problem").asText()).contains("firmware.yaml:1: boards"));
        assertThat(firmware().get("items").get(0).get("boards").get(0).asText()).isEqualTo("glinet,*");
    }

    private JsonNode firmware() throws Exception {
        HttpResponse<String> answer =
                send(to("/api/v1/firmware").header("Authorization", "Bearer " + server.adminToken()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.MAPPER.readTree(answer.body());
    }

    @Test
    void aBodyOfTenMegabytesIsAnsweredNotCutOff() throws Exception {
        HttpRequest.Builder request = to("/register")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofByteArray(new byte[10 << 20]));
        assertThat(send(request).statusCode()).isEqualTo(413);
    }
}
