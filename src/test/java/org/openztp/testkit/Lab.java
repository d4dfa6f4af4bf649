package org.openztp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A network of routers of its own, made by {@code src/test/lab/lab.sh}; needs root and Debian's packages. It hangs on
 * this process's end of a pipe, so it is gone when this process is, however it ends.
 */
public final class Lab implements AutoCloseable {
    /** What a command printed, standard error included, and how it ended. */
    public record Output(int exit, String text) {}

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SCRIPT =
            Path.of("src/test/lab/lab.sh").toAbsolutePath().toString();

    private final Process process;
    private final String pid;
    private final String network;
    private final AtomicInteger routers = new AtomicInteger();

    private Lab(Process process, String line) {
        String[] words = line.split(" ");
        this.process = process;
        this.pid = words[1];
        this.network = words[2];
    }

    public static Lab start() throws IOException {
        return start(Map.of());
    }

    /** @param settings the environment of {@code lab.sh up}: BOOTFILE, NEXTSERVER, DNSMASQ_EXTRA, DNSMASQ_SCRIPT */
    public static Lab start(Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT, "up").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(settings);
        Process process = builder.start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        String line = said.readLine();
        if (line == null || !line.startsWith("lab ")) {
            throw new IOException("the lab did not start: " + line);
        }
        return new Lab(process, line);
    }

    /** Where routers reach this machine; the lab's next-server. */
    public String serverAddress() {
        return network + ".0.2";
    }

    /** Adds a router with these settings of {@code lab.sh add}, for instance {@code HOOK=1}. */
    public LabRouter add(String... settings) throws IOException {
        return add(1, settings).get(0);
    }

    public List<LabRouter> add(int count, String... settings) throws IOException {
        int first = routers.getAndAdd(count) + 1;
        List<String> command = new ArrayList<>(List.of("many", "" + first, "" + (first + count - 1)));
        command.addAll(Arrays.asList(settings));
        Output output = at(new byte[0], command.toArray(String[]::new));
        if (output.exit() != 0) {
            throw new IOException("lab.sh " + command + ": " + output);
        }
        return IntStream.range(first, first + count)
                .mapToObj(i -> new LabRouter(this, i))
                .toList();
    }

    /** What dnsmasq logged. */
    public String log() throws IOException {
        return at(new byte[0], "log").text();
    }

    /** Runs {@code lab.sh at} this lab, with these bytes as standard input. */
    Output at(byte[] input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(SCRIPT, "at", pid));
        command.addAll(Arrays.asList(arguments));
        return feed(input, command);
    }

    /** Runs any command on this machine. */
    public static Output run(String input, List<String> command) throws IOException {
        return feed(input == null ? new byte[0] : input.getBytes(StandardCharsets.UTF_8), command);
    }

    private static Output feed(byte[] input, List<String> command) throws IOException {
        Path out = Files.createTempFile("lab", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("no end after " + PATIENCE + ": " + command + "\n" + Files.readString(out));
            }
            return new Output(process.exitValue(), new String(Files.readAllBytes(out), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the lab did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
