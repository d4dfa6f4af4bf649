package org.openztp.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The HTTP API of a server in another process, asked as its administrator. */
public final class ServerApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;
    private final Path home;

    /**
     * @param base with the context path, for instance {@code http://127.0.0.1:8080/ztp}
     * @param home the server's data folder, where the administrator's token is
     */
    public ServerApi(URI base, Path home) {
        this.base = base;
        this.home = home;
    }

    public URI url(String path) {
        return URI.create(base + path);
    }

    public String adminToken() {
        try {
            return Files.readString(home.resolve("keys").resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isUp() {
        try {
            return send(HttpRequest.newBuilder(url("/health"))).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public JsonNode get(String path) throws IOException {
        return api(HttpRequest.newBuilder(url("/api/v1" + path)));
    }

    /** @param body JSON */
    public JsonNode post(String path, String body) throws IOException {
        return api(HttpRequest.newBuilder(url("/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** @param body JSON */
    public JsonNode patch(String path, String body) throws IOException {
        return api(HttpRequest.newBuilder(url("/api/v1" + path))
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    public void delete(String path) throws IOException {
        HttpResponse<String> answer =
                send(authorized(HttpRequest.newBuilder(url("/api/v1" + path)).DELETE()));
        if (answer.statusCode() >= 300) {
            throw new IOException(answer + ": " + answer.body());
        }
    }

    /**
     * Keeps an image in a new build of the store.
     *
     * @param build with its category, as {@code campus/24.10.2}
     * @param file its name there
     * @return the image's number
     */
    public long storeImage(String build, String file, byte[] bytes) throws IOException {
        String[] names = build.split("/", 2);
        long number = post("/firmware/builds", "{\"category\":\"" + names[0] + "\",\"version\":\"" + names[1] + "\"}")
                .path("id")
                .asLong();
        return api(HttpRequest.newBuilder(url("/api/v1/firmware/builds/" + number + "/images/" + file))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)))
                .path("id")
                .asLong();
    }

    /** As a router that says no more than its MAC. */
    public void register(String mac) throws IOException {
        registerBy("mac=" + mac);
    }

    /** @param facts of a router, as the form of its hook */
    public void registerBy(String facts) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url("/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(facts)));
        if (answer.statusCode() != 200) {
            throw new IOException(answer + ": " + answer.body());
        }
    }

    public String text(String path) throws IOException {
        return send(authorized(HttpRequest.newBuilder(url("/api/v1" + path)))).body();
    }

    private JsonNode api(HttpRequest.Builder request) throws IOException {
        HttpResponse<String> answer = send(authorized(request));
        if (answer.statusCode() >= 300) {
            throw new IOException(answer + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + adminToken());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
