package org.openztp.firmware.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.Signer;
import org.openztp.testkit.TestServer;

/** The store as clients of a whole server meet it, also those that mean no good. */
class StoreOverHttpIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Map<String, String> TOKENS = new HashMap<>();

    private static TestServer server;
    private static int builds;

    @BeforeAll
    static void start(@TempDir Path home) {
        server = TestServer.start(home);
        TOKENS.put("admin", server.adminToken());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(String role) throws Exception {
        if (!TOKENS.containsKey(role)) {
            String wanted = "{\"name\":\"" + role + "\",\"role\":\"" + role + "\"}";
            JsonNode made = JSON.readTree(
                    send("admin", "POST", "/tokens", wanted.getBytes(UTF_8)).body());
            TOKENS.put(role, made.path("token").asText());
        }
        return TOKENS.get(role);
    }

    private static HttpResponse<String> send(String role, String verb, String path, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url("/api/v1" + path))
                .method(verb, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!verb.equals("PUT")) {
            request.header("Content-Type", "application/json");
        }
        if (role != null) {
            request.header("Authorization", "Bearer " + token(role));
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> put(String path, byte[] body) throws Exception {
        return send("operator", "PUT", "/firmware" + path, body);
    }

    private static long build() throws Exception {
        String wanted = "{\"category\":\"campus\",\"version\":\"v" + ++builds + "\"}";
        HttpResponse<String> made = send("operator", "POST", "/firmware/builds", wanted.getBytes(UTF_8));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body()).path("id").asLong();
    }

    private static byte[] image(long seed) {
        return SampleImage.uImage(seed, 4096)
                .metadata(SampleImage.json("acme,one", "24.10.2"))
                .bytes();
    }

    private static void assertRefused(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).isNotBlank();
    }

    private static List<Path> incoming() {
        Path folder = server.home().resolve("store").resolve("incoming");
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void viewersLookOperatorsHandInAndStrangersDoNeither() throws Exception {
        long build = build();
        String image = "/builds/" + build + "/images/one.bin";

        assertThat(send(null, "PUT", "/firmware" + image, image(1)).statusCode())
                .isEqualTo(401);
        assertThat(send("viewer", "PUT", "/firmware" + image, image(1)).statusCode())
                .isEqualTo(403);
        assertThat(incoming()).isEmpty();
        HttpResponse<String> kept = put(image, image(1));
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
        assertThat(put(image, image(1)).statusCode()).isEqualTo(200);
        long id = JSON.readTree(kept.body()).path("id").asLong();

        for (String path : List.of("/categories", "/builds", "/builds/" + build, "/images/" + id)) {
            assertThat(send("viewer", "GET", "/firmware" + path, null).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(send(null, "GET", "/firmware" + path, null).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        byte[] change = "{\"changelog\":\"better\"}".getBytes(UTF_8);
        for (String path : List.of("/images/" + id, "/builds/" + build)) {
            assertThat(send("viewer", "DELETE", "/firmware" + path, null).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(send("viewer", "PATCH", "/firmware/builds/" + build, change).statusCode())
                .isEqualTo(403);
        HttpResponse<String> changed = send("operator", "PATCH", "/firmware/builds/" + build, change);
        assertThat(JSON.readTree(changed.body()).path("changelog").asText()).isEqualTo("better");
        assertThat(JSON.readTree(changed.body()).at("/items/0/boards/0").asText())
                .isEqualTo("acme,one");
        assertThat(send("operator", "DELETE", "/firmware/images/" + id, null).statusCode())
                .isEqualTo(204);
        assertThat(send("operator", "DELETE", "/firmware/builds/" + build, null).statusCode())
                .isEqualTo(204);
        assertRefused(send("viewer", "GET", "/firmware/builds/" + build, null), 404);
    }

    @Test
    void anImageIsGivenToOperatorsByTheirTokenOrTheirSession() throws Exception {
        byte[] content = image(11);
        HttpResponse<String> kept = put("/builds/" + build() + "/images/one.bin", content);
        URI address = server.url(
                "/firmware/images/" + JSON.readTree(kept.body()).path("sha256").asText());

        assertThat(HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        for (String role : List.of("operator", "admin")) {
            for (String[] proof : new String[][] {
                {"Authorization", "Bearer " + token(role)}, {"Cookie", session(role)},
            }) {
                HttpRequest.Builder request = HttpRequest.newBuilder(address).header(proof[0], proof[1]);
                HttpResponse<byte[]> given = HTTP.send(request.build(), BodyHandlers.ofByteArray());
                assertThat(given.statusCode()).as(role + " " + proof[0]).isEqualTo(200);
                assertThat(given.body()).isEqualTo(content);
                assertThat(given.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            }
        }
        HttpRequest.Builder viewer = HttpRequest.newBuilder(address).header("Cookie", session("viewer"));
        assertRefused(HTTP.send(viewer.build(), BodyHandlers.ofString()), 403);
        HttpRequest.Builder router = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token("admin")));
        assertRefused(HTTP.send(router.build(), BodyHandlers.ofString()), 403);
    }

    @Test
    void aSignatureBesideAnImageIsTakenFromOperators() throws Exception {
        byte[] content = image(12);
        HttpResponse<String> kept = put("/builds/" + build() + "/images/one.bin", content);
        assertThat(JSON.readTree(kept.body()).path("signedBy")).isEmpty();
        String path = "/images/" + JSON.readTree(kept.body()).path("id").asLong() + "/signatures";
        Signer signer = new Signer("00000000000000a1");
        assertRefused(put(path, signer.sign(content)), 422);
        signer.publishIn(server.home().resolve("conf").resolve("keys"));

        assertRefused(send("viewer", "PUT", "/firmware" + path, signer.sign(content)), 403);
        assertRefused(put(path, new byte[0]), 422);
        assertRefused(put("/images/999999/signatures", signer.sign(content)), 404);
        assertRefused(put(path, new byte[2 << 20]), 413);
        HttpResponse<String> signed = put(path, signer.sign(content));
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        assertThat(JSON.readTree(signed.body()).at("/signedBy/0").asText()).isEqualTo(signer.id());
    }

    private static String session(String role) throws Exception {
        HttpRequest.Builder form = HttpRequest.newBuilder(server.url("/ui/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token(role)));
        HttpResponse<Void> answer = HTTP.send(form.build(), BodyHandlers.discarding());
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2fx", "%2e%2e", "%20", "a%20b", "a%0ab", "%c3%bc", ".hidden", "-x", "a%3bb", "LONG"})
    void aHostileNameIsRefusedInWords(String name) throws Exception {
        String file = name.equals("LONG") ? "a".repeat(300) : name;
        int before = incoming().size();

        HttpResponse<String> answer = put("/builds/" + build() + "/images/" + file, image(1));

        assertRefused(answer, answer.statusCode() == 400 ? 400 : 422);
        assertThat(incoming()).hasSize(before);
    }

    @Test
    void aNameWithNulDoesNotComePastTheContainer() throws Exception {
        assertThat(put("/builds/" + build() + "/images/a%00b", image(1)).statusCode())
                .isIn(400, 404);
        assertThat(incoming()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{",
                "[]",
                "{}",
                "{\"category\":\"a/b\",\"version\":\"1\"}",
                "{\"category\":\"a\",\"version\":\"..\"}",
                "{\"category\":\"a\",\"version\":\"1\",\"os\":\" \"}",
                "{\"category\":\"a\",\"version\":\"1\",\"changelog\":\"\\ud800\"}",
                "{\"category\":\"a\",\"version\":\"1\",\"changelog\":\"\\u0000\"}",
                "{\"category\":\"a\",\"version\":\"1\",\"more\":1}"
            })
    void aBuildThatIsNoneIsRefusedInWords(String body) throws Exception {
        HttpResponse<String> answer = send("operator", "POST", "/firmware/builds", body.getBytes(UTF_8));

        assertRefused(answer, answer.statusCode() == 400 ? 400 : 422);
    }

    @Test
    void whatIsSomethingElseThanFirmwareIsRefusedByItsName() throws Exception {
        long build = build();
        byte[] broken = image(1);
        broken[50] ^= 1;
        Map<String, byte[]> foreign = Map.of(
                "program", "\u007fELF\u0002\u0001".getBytes(ISO_8859_1),
                "ZIP", "PK\u0003\u0004xxxx".getBytes(ISO_8859_1),
                "PDF", "%PDF-1.7\n".getBytes(ISO_8859_1),
                "compressed, a text", bomb(),
                "checksum of fwtool", broken);
        for (Map.Entry<String, byte[]> each : foreign.entrySet()) {
            HttpResponse<String> answer = put("/builds/" + build + "/images/x.bin?board=acme,one", each.getValue());
            assertRefused(answer, 422);
            assertThat(answer.body()).contains(each.getKey());
        }
        assertThat(incoming()).isEmpty();
        assertRefused(put("/builds/999999/images/x.bin", image(1)), 404);
    }

    /** 64 MB of text in 64 kB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] piece = "a".repeat(1 << 20).getBytes(UTF_8);
            for (int i = 0; i < 64; i++) {
                gzip.write(piece);
            }
        }
        return bytes.toByteArray();
    }

    /** A connection of which the test says each byte. */
    private static Socket open(String path, String... headers) throws Exception {
        URI url = server.url("/api/v1/firmware" + path);
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(60_000);
        String head = "PUT " + url.getRawPath() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token("operator")
                + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        byte[] head = new byte[2000];
        int length = Math.max(0, socket.getInputStream().read(head));
        return new String(head, 0, length, UTF_8);
    }

    @Test
    void aBodyThatIsAnnouncedTooLongIsRefusedBeforeItComes() throws Exception {
        try (Socket socket = open("/builds/" + build() + "/images/x.bin", "Content-Length: 99999999999")) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("firmware.max-file-size");
        }
    }

    @Test
    void aBodyWithoutEndIsCutOffWhereItIsTooLong() throws Exception {
        long sent = 0;
        byte[] piece = new byte[1 << 16];
        try (Socket socket = open("/builds/" + build() + "/images/x.bin", "Transfer-Encoding: chunked")) {
            try {
                while (sent < 1L << 30 && socket.getInputStream().available() == 0) {
                    socket.getOutputStream().write("10000\r\n".getBytes(UTF_8));
                    socket.getOutputStream().write(piece);
                    socket.getOutputStream().write("\r\n".getBytes(UTF_8));
                    sent += piece.length;
                }
                assertThat(answer(socket)).startsWith("HTTP/1.1 413");
            } catch (IOException e) {
                assertThat(e).as("closed by the server").hasMessageMatching(".*(reset|Broken pipe|aborted).*");
            }
        }
        assertThat(sent).isBetween(30L << 20, 64L << 20);
        await().atMost(Duration.ofSeconds(60)).until(() -> incoming().isEmpty());
    }

    @Test
    void aBodyThatBreaksOffLeavesNothing() throws Exception {
        long build = build();
        try (Socket socket = open("/builds/" + build + "/images/x.bin?board=a", "Content-Length: 100000")) {
            socket.getOutputStream().write(new byte[5000]);
            socket.getOutputStream().flush();
            await().atMost(Duration.ofSeconds(60)).until(() -> incoming().size() == 1);
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> incoming().isEmpty());
        assertThat(JSON.readTree(send("viewer", "GET", "/firmware/builds/" + build, null)
                                .body())
                        .path("images")
                        .asInt())
                .isZero();
    }

    @Test
    void theNinthUploadAtOnceIsAskedToComeBack() throws Exception {
        long build = build();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                slow.add(open("/builds/" + build + "/images/x" + i, "Content-Length: 100000"));
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> incoming().size() == 8);

            HttpResponse<String> ninth = put("/builds/" + build + "/images/one.bin", image(1));

            assertRefused(ninth, 503);
            assertThat(ninth.headers().firstValue("Retry-After")).contains("30");
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> incoming().isEmpty());
        assertThat(put("/builds/" + build + "/images/one.bin", image(1)).statusCode())
                .isEqualTo(201);
    }

    @Test
    void aLargeImageIsReadAPieceAtATime(@TempDir Path folder) throws Exception {
        long build = build();
        Path large = SampleImage.uImage(7, (30 << 20) - 1000)
                .metadata(SampleImage.json("acme,large", "24.10.2"))
                .write(folder.resolve("large.bin"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Long, Long> before = allocatedByServer(threads);

        HttpResponse<String> kept = HTTP.send(
                HttpRequest.newBuilder(server.url("/api/v1/firmware/builds/" + build + "/images/large.bin"))
                        .header("Authorization", "Bearer " + token("operator"))
                        .PUT(BodyPublishers.ofFile(large))
                        .build(),
                BodyHandlers.ofString());

        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(201);
        assertThat(JSON.readTree(kept.body()).path("sizeBytes").asLong()).isEqualTo(Files.size(large));
        assertThat(JSON.readTree(kept.body()).at("/boards/0").asText()).isEqualTo("acme,large");
        Map<Long, Long> after = allocatedByServer(threads);
        after.replaceAll((thread, bytes) -> bytes - before.getOrDefault(thread, 0L));
        assertThat(after.values().stream().mapToLong(Long::longValue).sum())
                .as("bytes that the threads of the server allocated for an image of 30 MiB")
                .isBetween(1L, 15L << 20);
    }

    private static Map<Long, Long> allocatedByServer(ThreadMXBean threads) {
        Map<Long, Long> bytes = new HashMap<>();
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (each != null && each.getThreadName().contains("-exec-")) {
                bytes.put(each.getThreadId(), threads.getThreadAllocatedBytes(each.getThreadId()));
            }
        }
        return bytes;
    }
}
