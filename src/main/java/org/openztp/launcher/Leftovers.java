package org.openztp.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Clears ZTP_HOME/tmp of unpacked WARs that nobody runs any more. A running server marks its own by a shared lock, which
 * ends with its process.
 */
final class Leftovers implements AutoCloseable {
    private static final String MARK = "in-use";

    /** So long an unpacking may take, or a command that marks nothing. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final FileChannel mark;

    private Leftovers(FileChannel mark) {
        this.mark = mark;
    }

    /** @param web the {@code web} folder of the unpacked WAR that is to stay; another folder is left alone */
    static Leftovers clear(Path web, Path tmp, InstantSource clock) throws IOException {
        Path own = web.toAbsolutePath().getParent();
        FileChannel mark = own.startsWith(tmp) ? marked(own) : null;
        try (Stream<Path> all = Files.list(tmp)) {
            for (Path folder : all.filter(path -> !path.equals(own)).toList()) {
                if (isUnused(folder, clock.instant().minus(PATIENCE))) {
                    delete(folder);
                }
            }
        }
        return new Leftovers(mark);
    }

    private static FileChannel marked(Path folder) throws IOException {
        FileChannel mark = FileChannel.open(
                folder.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        mark.tryLock(0, Long.MAX_VALUE, true);
        return mark;
    }

    private static boolean isUnused(Path folder, Instant longAgo) throws IOException {
        String name = folder.getFileName().toString();
        if (!name.startsWith("war-") && !name.startsWith("unpacking-")) {
            return false;
        }
        if (!Files.exists(folder.resolve(MARK))) {
            return Files.getLastModifiedTime(folder).toInstant().isBefore(longAgo);
        }
        try (FileChannel mark = FileChannel.open(folder.resolve(MARK), StandardOpenOption.WRITE);
                FileLock free = mark.tryLock()) {
            return free != null;
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            folder.toFile().deleteOnExit();
        }
    }

    @Override
    public void close() {
        try {
            if (mark != null) {
                mark.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
