package org.openztp.provision;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.openztp.config.BadFile;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.InvalidValue;
import org.openztp.script.Reason;
import org.openztp.ssh.SshSession;

/** What a provisioning asks of the device itself, beside the script; both may be repeated at will. */
public final class DeviceSide {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LONGEST_ANSWER = 128 * 1024;

    private final Path factsFile;
    private final Settings settings;
    private final List<String> publicKeys;
    private final String prepare;

    /** @param publicKeys the server's own, as lines of authorized_keys */
    public DeviceSide(Settings settings, List<String> publicKeys) {
        this.factsFile = settings.home().conf().resolve("device").resolve("facts.sh");
        this.settings = settings;
        this.publicKeys = publicKeys;
        this.prepare = resource("prepare.sh");
    }

    /**
     * Runs {@code conf/device/facts.sh}, the text that the bootstrap script carries too.
     *
     * @throws BadFile that file cannot be read
     */
    Identity identify(SshSession session) throws IOException, Setback {
        String said = ask(session, "LC_ALL=C\nexport LC_ALL\n" + facts(), Reason.NOT_OPENWRT);
        try {
            return Identity.parse(said);
        } catch (InvalidValue e) {
            throw new Setback(Reason.NOT_OPENWRT, e.getMessage());
        }
    }

    /** Lets the server's keys in, and tells the device who its server is. */
    void prepare(SshSession session, Device device) throws IOException, Setback {
        String server = settings.serverUrlFor(device.serverUrl());
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                prepare,
                "ztp-prepare",
                host(server),
                settings.dhcp().marker(),
                server));
        words.addAll(publicKeys);
        ask(session, Ash.command(words), Reason.SCRIPT_FAILED);
    }

    private String facts() {
        try {
            return Files.readString(factsFile);
        } catch (IOException e) {
            throw new BadFile(factsFile + ": cannot be read: " + e.getMessage());
        }
    }

    private static String ask(SshSession session, String command, String reason) throws IOException, Setback {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OptionalInt code;
        try {
            code = session.exec(
                    command,
                    (bytes, offset, length) -> out.write(bytes, offset, Math.min(length, LONGEST_ANSWER - out.size())),
                    PATIENCE);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new Setback(Reason.SSH_UNREACHABLE, e.getMessage());
        }
        String said = out.toString(StandardCharsets.UTF_8);
        if (code.isEmpty()) {
            throw new Setback(Reason.SSH_UNREACHABLE, "the connection was lost");
        }
        if (code.getAsInt() != 0) {
            String last = said.lines().reduce((a, b) -> b).orElse("");
            throw new Setback(reason, "exit code " + code.getAsInt() + (last.isEmpty() ? "" : ": " + last));
        }
        return said;
    }

    /** The host of a URL as OpenZTP's register.conf has it: no brackets, no port. */
    private static String host(String url) {
        try {
            String host = URI.create(url).getHost();
            return host == null ? "" : host.replaceAll("[\\[\\]]", "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String resource(String name) {
        try (InputStream in = DeviceSide.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
