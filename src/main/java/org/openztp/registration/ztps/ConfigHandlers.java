package org.openztp.registration.ztps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openztp.plan.NodeFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node's {@code config-handler} when it has handed in a configuration: one after the other, on a thread of its own,
 * without a shell and with nothing from outside but the node's name. What was asked for before a crash is run after the
 * start; so a handler may be run once more than there were configurations.
 */
public final class ConfigHandlers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigHandlers.class);
    private static final int SHOWN = 2000;
    private static final String ASKED = ".handler-";

    /** What of this server's environment a handler gets. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TZ", "TMPDIR");

    private final Path nodes;
    private final NodeFolders folders;
    private final long patienceSeconds;
    private final ExecutorService runner = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "ztp-config-handlers");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closing;

    /** @param patienceSeconds how long one may take */
    public ConfigHandlers(Path nodes, long patienceSeconds) {
        this.nodes = nodes;
        this.folders = new NodeFolders(nodes);
        this.patienceSeconds = patienceSeconds;
        runner.execute(this::goOn);
    }

    /** Asks for the handler to be run, when there is one; it is when this returns, whatever comes. */
    void configCame(Path folder) throws IOException {
        if (handler(folder).isPresent()) {
            folders.write(Nodes.name(folder), ASKED + UUID.randomUUID(), new byte[0]);
            runner.execute(() -> run(folder));
        }
    }

    private Optional<Path> handler(Path folder) {
        return folders.file(Nodes.name(folder), Nodes.CONFIG_HANDLER);
    }

    private void goOn() {
        if (!Files.isDirectory(nodes)) {
            return;
        }
        try (Stream<Path> all = Files.list(nodes)) {
            all.filter(folder -> folders.of(Nodes.name(folder)).isPresent()).forEach(this::run);
        } catch (IOException | RuntimeException e) {
            LOG.warn("config-handlers that were asked for before the start: {}", e.toString());
        }
    }

    /** One run serves all that was asked for before it began. */
    private void run(Path folder) {
        try {
            List<Path> asked = asked(folder);
            if (asked.isEmpty() || closing) {
                return;
            }
            Optional<Path> handler = handler(folder);
            if (handler.isPresent()) {
                tried(Nodes.name(folder), folder, handler.get());
            }
            for (Path served : asked) {
                Files.deleteIfExists(served);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: config-handler failed: {}", Nodes.name(folder), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Path> asked(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Nodes.name(file).startsWith(ASKED)).toList();
        }
    }

    private void tried(String id, Path folder, Path handler) throws InterruptedException {
        try {
            run(id, folder, handler);
        } catch (IOException e) {
            LOG.warn("{}: config-handler failed: {}", id, e.getMessage());
        }
    }

    private void run(String id, Path folder, Path handler) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, ".output-", "");
        try {
            Process process = begun(id, folder, handler, output);
            try {
                if (!process.waitFor(patienceSeconds, TimeUnit.SECONDS)) {
                    LOG.warn("{}: config-handler killed: it took longer than {} s", id, patienceSeconds);
                } else if (process.exitValue() == 0) {
                    LOG.info("{}: config-handler done", id);
                } else {
                    LOG.warn("{}: config-handler ended with {}: {}", id, process.exitValue(), shown(output));
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static Process begun(String id, Path folder, Path handler, Path output) throws IOException {
        ProcessBuilder program = new ProcessBuilder(handler.toAbsolutePath().toString()).directory(folder.toFile());
        Map<String, String> environment = program.environment();
        environment.keySet().retainAll(INHERITED);
        environment.put("ZTP_NODE", id);
        environment.put(
                "ZTP_CONFIG",
                folder.resolve(Nodes.STARTUP_CONFIG).toAbsolutePath().toString());
        Process process = program.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        return process;
    }

    private static String shown(Path output) throws IOException {
        try (InputStream content = Files.newInputStream(output)) {
            return new String(content.readNBytes(SHOWN), StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}\uFFFD]+", " ")
                    .strip();
        }
    }

    /** What runs is stopped; it was asked for still, and is run after the next start. */
    @Override
    public void close() {
        closing = true;
        runner.shutdownNow();
        try {
            if (!runner.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a config-handler does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
