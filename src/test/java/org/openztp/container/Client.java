package org.openztp.container;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Routers, operators and their browsers, as the application hears them. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A stream of live events: its lines so far, and its end. */
    record Stream(List<String> lines, CompletableFuture<Void> end) {}

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private final URI url;
    private final Path home;

    Client(URI url, Path home) {
        this.url = url;
        this.home = home;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(60));
    }

    HttpRequest.Builder operator(String path) {
        try {
            String token = Files.readString(home.resolve("keys/admin-token")).strip();
            return request("/api/v1" + path).header("Authorization", "Bearer " + token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode json(HttpRequest.Builder request) {
        HttpResponse<byte[]> answer = send(request);
        try {
            if (answer.statusCode() >= 300) {
                throw new IOException(answer + ": " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the stream; what happens after this has returned is told. */
    Stream events() {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest request =
                operator("/events/stream").timeout(Duration.ofMinutes(10)).build();
        try {
            HttpResponse<java.util.stream.Stream<String>> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.toString());
            }
            CompletableFuture<Void> end =
                    CompletableFuture.runAsync(() -> answer.body().forEach(lines::add), Client::aside);
            await("the stream's first sign").atMost(Journey.PATIENCE).until(() -> !lines.isEmpty());
            return new Stream(lines, end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void aside(Runnable work) {
        Thread thread = new Thread(work, "event-stream");
        thread.setDaemon(true);
        thread.start();
    }
}
