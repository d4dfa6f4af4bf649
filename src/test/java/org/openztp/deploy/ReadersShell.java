package org.openztp.deploy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one shell that a reader of a README types its commands into, so that what one of them sets the next one has. */
final class ReadersShell implements AutoCloseable {
    /** How a command ended, and what it printed to either stream. */
    record Said(int exit, String text) {}

    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path scratch = Files.createTempDirectory("reader");
    private final Process process;
    private final Writer in;
    private final BufferedReader exits;

    /**
     * @param shell the command that starts it, {@code sh} or something around it
     * @param folder where the reader stands
     */
    ReadersShell(List<String> shell, Path folder, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(shell).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(ZTP|CATALINA|JBOSS|JAVA)_.*|JRE_HOME"));
        builder.environment().putAll(environment);
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        exits = process.inputReader(StandardCharsets.UTF_8);
    }

    Said run(String command) {
        try {
            Path file = Files.writeString(scratch.resolve("command"), command + "\n");
            Path out = Files.createTempFile(scratch, "out", "");
            in.write(". '%s' </dev/null >'%s' 2>&1; echo $?\n".formatted(file, out));
            in.flush();
            String exit = CompletableFuture.supplyAsync(this::nextLine).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(out);
            if (exit == null) {
                throw new AssertionError("the shell ended by: " + command + "\n" + text);
            }
            return new Said(Integer.parseInt(exit), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(command + " does not end", e);
        }
    }

    private String nextLine() {
        try {
            return exits.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try (var files = Files.list(scratch)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(scratch);
    }
}
