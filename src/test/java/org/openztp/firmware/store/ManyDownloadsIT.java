package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerProcess;

/** A server whose heap would hold twelve of the images sends two hundred of them at once. */
class ManyDownloadsIT {
    private static final int CLIENTS = 200;
    private static final int BYTES = 30_000_000;

    @TempDir
    Path home;

    private record Got(long bytes, long crc) {}

    @Test
    void twoHundredImagesAreSentAtOnce() throws Exception {
        byte[] image = SampleImage.uImage(1, BYTES).bytes();
        Got whole = got(image);
        try (ServerProcess server = new ServerProcess(home).start()) {
            long build = server.post("/firmware/builds", "{\"category\":\"c\",\"version\":\"1\"}")
                    .path("id")
                    .asLong();
            hand(server, build, image);
            String sha256 = WithStore.sha256(image);
            CyclicBarrier start = new CyclicBarrier(CLIENTS);
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            try {
                Callable<Got> client = () -> {
                    start.await();
                    return fetch(server, sha256);
                };
                List<Future<Got>> all = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    all.add(clients.submit(client));
                }
                for (Future<Got> each : all) {
                    assertThat(each.get()).isEqualTo(whole);
                }
            } finally {
                clients.shutdownNow();
            }
            assertThat(server.said()).doesNotContain("OutOfMemory", "ERROR");
        }
    }

    private static void hand(ServerProcess server, long build, byte[] image) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.url(
                                        "/api/v1/firmware/builds/" + build + "/images/one.bin?board=acme,one"))
                                .header("Authorization", "Bearer " + server.adminToken())
                                .PUT(BodyPublishers.ofByteArray(image))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static Got got(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return new Got(content.length, sum.getValue());
    }

    private static Got fetch(ServerProcess server, String sha256) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            String head = "GET /ztp/firmware/images/" + sha256 + " HTTP/1.1\r\nHost: ztp\r\nConnection: close\r\n"
                    + "Authorization: Bearer " + server.adminToken() + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String headers = headers(in);
            assertThat(headers).startsWith("HTTP/1.1 200").contains("Content-Length: " + BYTES);
            return rest(in);
        }
    }

    private static String headers(InputStream in) throws IOException {
        StringBuilder headers = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            headers.append((char) next);
            if (headers.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return headers.toString();
    }

    private static Got rest(InputStream in) throws IOException {
        CRC32 sum = new CRC32();
        byte[] piece = new byte[1 << 18];
        long bytes = 0;
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            sum.update(piece, 0, count);
            bytes += count;
        }
        return new Got(bytes, sum.getValue());
    }
}
