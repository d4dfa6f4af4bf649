package org.openztp.image.builder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.openztp.http.Json;
import org.openztp.openwrt.Sha256;

/**
 * HTTP to another attended sysupgrade server; no more is read of an answer than it may have. Its threads end with it.
 */
final class AsuClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int LARGEST_JSON = 8 << 20;

    private final String base;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "ztp-asu");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    AsuClient(URI base) {
        this.base = base.toString().replaceAll("/+$", "");
    }

    /** @param json missing where the body is none */
    record Answer(int status, JsonNode json) {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    Answer post(ObjectNode body) throws IOException, InterruptedException {
        return json(request("/api/v1/build")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    Answer get(String path) throws IOException, InterruptedException {
        return json(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER);
    }

    private Answer json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            byte[] body = in.readNBytes(LARGEST_JSON + 1);
            if (body.length > LARGEST_JSON) {
                throw new IOException("its answer has more than " + (LARGEST_JSON >> 20) + " MiB");
            }
            return new Answer(answer.statusCode(), parsed(body));
        }
    }

    private static JsonNode parsed(byte[] body) throws IOException {
        try {
            return body.length == 0 ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /**
     * Writes a file.
     *
     * @return how many bytes it has
     * @throws IOException also when it has more than {@code most}, or another checksum
     */
    long download(String path, Path into, long most, String sha256) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body();
                DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(into), Sha256.digest())) {
            if (answer.statusCode() != 200) {
                throw new IOException("it answers " + answer.statusCode() + " to " + path);
            }
            long bytes = copy(in, out, most);
            if (!HexFormat.of().formatHex(out.getMessageDigest().digest()).equals(sha256)) {
                throw new IOException(path + " has not the checksum that was announced");
            }
            return bytes;
        }
    }

    private static long copy(InputStream in, OutputStream out, long most) throws IOException {
        byte[] piece = new byte[64 * 1024];
        long bytes = 0;
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            bytes += n;
            if (bytes > most) {
                throw new IOException("it gives more than an image may have");
            }
            out.write(piece, 0, n);
        }
        return bytes;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
