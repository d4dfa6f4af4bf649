package org.openztp.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** One run of {@code java -jar ztp.war} by some Java, with what it prints. */
final class WarRun implements AutoCloseable {
    static final Path WAR = Path.of(System.getProperty("ztp.war"));
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern PASTE = Pattern.compile("wget -qO- http://\\S+?:(\\d+)(/\\S*)/bootstrap \\| sh");

    private final Process process;
    private final Path out;
    private final Path err;

    private WarRun(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What to run, and where. */
    record Plan(Path java, Path home, List<String> jvm) {
        static Plan in(Path home) {
            return new Plan(
                    Path.of(System.getProperty("java.home")),
                    home,
                    List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        }

        /** As an operator types it, without options for the JVM. */
        Plan plain() {
            return new Plan(java, home, List.of());
        }

        Plan by(Path otherJava) {
            return new Plan(otherJava, home, jvm);
        }

        /** Without ZTP_HOME when the folder is null. */
        WarRun start(String... arguments) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(java.resolve("bin").resolve("java").toString());
            command.addAll(jvm);
            command.addAll(List.of("-jar", WAR.toString()));
            command.addAll(List.of(arguments));
            Path out = Files.createTempFile("war", ".out");
            Path err = Files.createTempFile("war", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("ZTP_"));
            if (home != null) {
                builder.environment().put("ZTP_HOME", home.toString());
            }
            return new WarRun(builder.start(), out, err);
        }
    }

    /** Waits for the banner. @return the base URL by the loopback */
    URI ready() {
        Awaitility.await("the banner")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || PASTE.matcher(out()).find());
        Matcher paste = PASTE.matcher(out());
        if (!paste.find()) {
            throw new AssertionError("it ended by " + process.exitValue() + ":\n" + out() + err());
        }
        return URI.create("http://127.0.0.1:" + paste.group(1) + paste.group(2));
    }

    /** The processor time it has taken so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Waits for its end. @return the exit code */
    int end() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end:\n" + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** SIGTERM, as a supervisor sends it. */
    void terminate() {
        process.destroy();
    }

    /** kill -9. */
    void kill() {
        process.destroyForcibly();
        end();
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
