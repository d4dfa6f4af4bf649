package org.openztp.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final int port;
    private final List<String> settings;
    private final ServerApi api;
    private List<String> jvm = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m");
    private Process process;

    /** @param settings pairs of key and value, for instance {@code "provision.attempts", "2"} */
    public ServerProcess(Path home, String... settings) throws IOException {
        this.home = home;
        this.settings = List.of(settings);
        this.port = Ports.free();
        this.api = new ServerApi(URI.create("http://127.0.0.1:" + port + "/ztp"), home);
    }

    /** As an operator starts it, without options for the JVM: for measuring. */
    public ServerProcess plain() {
        jvm = List.of();
        return this;
    }

    /** Starts it and waits until it answers. */
    public ServerProcess start() throws IOException {
        Path war = Path.of(System.getProperty("ztp.war", "target/ztp.war"));
        if (!Files.exists(war)) {
            throw new IllegalStateException(war + " is missing; mvn package makes it");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", war.toString(), "--port", "" + port));
        ProcessBuilder builder = new ProcessBuilder(command);
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
        return api.isUp();
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

    /** The processor time it has taken since it was started. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
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
        return api.url(path);
    }

    /** As its administrator. */
    public ServerApi api() {
        return api;
    }

    public String adminToken() {
        return api.adminToken();
    }

    public JsonNode get(String path) throws IOException {
        return api.get(path);
    }

    /** @param body JSON */
    public JsonNode post(String path, String body) throws IOException {
        return api.post(path, body);
    }

    public String text(String path) throws IOException {
        return api.text(path);
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }
}
