package org.openztp.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** {@code java -jar ztp.war} as a process of its own, which a test may kill and start again, and its API. */
public final class ServerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path home;
    private final int port;
    private final List<String> settings;
    private Process process;

    /** @param settings pairs of key and value, for instance {@code "provision.attempts", "2"} */
    public ServerProcess(Path home, String... settings) throws IOException {
        this.home = home;
        this.settings = List.of(settings);
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
    }

    /** Starts it and waits until it answers. */
    public ServerProcess start() throws IOException {
        Path war = Path.of(System.getProperty("ztp.war", "target/ztp.war"));
        if (!Files.exists(war)) {
            throw new IllegalStateException(war + " is missing; mvn package makes it");
        }
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx384m",
                "-jar",
                war.toString(),
                "--port",
                "" + port)));
        builder.environment().put("ZTP_HOME", home.toString());
        for (int i = 0; i < settings.size(); i += 2) {
            String name = settings.get(i).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
            builder.environment().put("ZTP_" + name, settings.get(i + 1));
        }
        Files.createDirectories(home);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Awaitility.await("the server")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(this::answers);
        return this;
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended:\n" + said());
        }
        try {
            return send(HttpRequest.newBuilder(url("/health"))).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return port;
    }

    public Path home() {
        return home;
    }

    /** What it printed. */
    public String said() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return home.resolve("server.out");
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + "/ztp" + path);
    }

    public String adminToken() {
        try {
            return Files.readString(home.resolve("keys").resolve("admin-token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }
}
