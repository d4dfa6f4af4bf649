package org.openztp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * Debian's dropbear on a loopback port, with host keys of its own. It runs in a mount namespace where an empty folder
 * is root's home, so that the machine's own authorized_keys are neither read nor written. Needs root.
 */
public final class Dropbear implements AutoCloseable {
    private final Path folder;
    private final Path home;
    private final int port;
    private Process process;

    /** @param hostKeyTypes of dropbearkey: ed25519, rsa, ecdsa */
    public Dropbear(Path folder, String... hostKeyTypes) throws IOException, InterruptedException {
        this.folder = folder;
        this.home = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(
                home.resolve(".ssh"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        this.port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount --bind \"$0\" /root && exec \"$@\"",
                home.toString(),
                "dropbear",
                "-F",
                "-E",
                "-P",
                folder.resolve("pid").toString(),
                "-p",
                "127.0.0.1:" + port,
                "-T",
                "3"));
        for (String type : hostKeyTypes) {
            Path key = folder.resolve("host-" + type);
            if (!Files.exists(key)) {
                run("dropbearkey", "-t", type, "-f", key.toString());
            }
            command.addAll(List.of("-r", key.toString()));
        }
        start(command);
    }

    public int port() {
        return port;
    }

    /** Root's home as the device sees it under /root. */
    public Path home() {
        return home;
    }

    public void authorize(String line) throws IOException {
        Path file = home.resolve(".ssh/authorized_keys");
        Files.writeString(file, line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the device as a whole, as a crash would: its connections stay open and nobody answers. */
    public void freeze() {
        signalAll("STOP");
    }

    /** Ends the listener and every session's process. */
    @Override
    public void close() {
        signalAll("KILL");
        process.onExit().join();
    }

    private void signalAll(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal, String.valueOf(process.pid())));
        process.descendants().forEach(child -> command.add(String.valueOf(child.pid())));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await("dropbear listens").atMost(Duration.ofSeconds(10)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("dropbear did not start: " + log());
            }
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process done = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(done.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (done.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
