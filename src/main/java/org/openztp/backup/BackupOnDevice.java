package org.openztp.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.openwrt.Ash;
import org.openztp.ssh.ConnectionLost;
import org.openztp.ssh.SshSession;

/** {@code sysupgrade -b} on a device, brought over here. */
final class BackupOnDevice {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SYSUPGRADE_FAILED = 90;
    private static final int TOO_LARGE = 91;
    private static final int NO_ROOM = 92;
    private static final String PROGRAM = program();

    private BackupOnDevice() {}

    /**
     * @throws BadArchive what came is no archive that is kept, or the device could make none
     * @throws ConnectionLost the connection ended meanwhile
     */
    static Archive take(SshSession session) throws IOException, BadArchive {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String command = Ash.command(List.of("sh", "-c", PROGRAM, "ztp-backup", String.valueOf(Archive.MOST_BYTES)));
        OptionalInt code = session.exec(command, (bytes, offset, length) -> add(out, bytes, offset, length), PATIENCE);
        if (code.isEmpty()) {
            throw new ConnectionLost("the connection was lost");
        }
        switch (code.getAsInt()) {
            case 0 -> {
                return Archive.of(out.toByteArray());
            }
            case TOO_LARGE ->
                throw new BadArchive("its configuration has more than " + (Archive.MOST_BYTES >> 20)
                        + " MiB; /etc/sysupgrade.conf says what belongs to it");
            case NO_ROOM -> throw new BadArchive("there is no room in its /tmp");
            case SYSUPGRADE_FAILED -> throw new BadArchive("sysupgrade -b failed: " + words(out));
            default -> throw new BadArchive("exit code " + code.getAsInt() + ": " + words(out));
        }
    }

    private static void add(ByteArrayOutputStream out, byte[] bytes, int offset, int length) throws IOException {
        if (out.size() + length > Archive.MOST_BYTES) {
            throw new IOException("it sends more than " + (Archive.MOST_BYTES >> 20) + " MiB");
        }
        out.write(bytes, offset, length);
    }

    private static String words(ByteArrayOutputStream out) {
        String said = out.toString(StandardCharsets.UTF_8).strip();
        return said.substring(Math.max(0, said.length() - 300)).replaceAll("\\s+", " ");
    }

    private static String program() {
        try (InputStream in = BackupOnDevice.class.getResourceAsStream("backup.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
