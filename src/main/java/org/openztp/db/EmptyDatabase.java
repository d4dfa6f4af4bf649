package org.openztp.db;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded database as it is before anything was stored: the build makes it, by the same migrations that every other
 * database goes through, and the first start copies it, which spares it an eighth of its processor time. Without it, or
 * where it cannot be copied, the first start migrates.
 */
final class EmptyDatabase {
    private static final Logger LOG = LoggerFactory.getLogger(EmptyDatabase.class);
    private static final int POOL = 4;
    private static final List<String> TALKATIVE = List.of("org.flywaydb", "com.zaxxer.hikari");
    private static final String RESOURCE = "empty" + DbConfig.FILE_END;

    private EmptyDatabase() {}

    /** Lays it where this database is to be, unless there is one, or it is no embedded one. */
    static void layAt(DbConfig config) {
        config.file().filter(file -> !Files.exists(file)).ifPresent(file -> {
            try (InputStream content = EmptyDatabase.class.getResourceAsStream(RESOURCE)) {
                if (content != null) {
                    lay(content, file);
                }
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("{} is made step by step: {}", file, e.toString());
            }
        });
    }

    /** Whole or not at all, and never over one that another server has begun with meanwhile: a link replaces nothing. */
    private static void lay(InputStream content, Path file) throws IOException {
        Path copy = Files.createTempFile(Files.createDirectories(file.getParent()), "empty", ".tmp");
        try {
            try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                content.transferTo(Channels.newOutputStream(out));
                out.force(true);
            }
            Files.createLink(file, copy);
        } finally {
            Files.delete(copy);
        }
    }

    /**
     * Makes it: the build's own call, which tells of what goes wrong only.
     *
     * @param folders where its classes are
     */
    public static void main(String[] folders) throws IOException {
        List<java.util.logging.Logger> quiet =
                TALKATIVE.stream().map(java.util.logging.Logger::getLogger).toList();
        quiet.forEach(logger -> logger.setLevel(Level.WARNING));
        Path folder = Path.of(folders[0], EmptyDatabase.class.getPackageName().split("\\."));
        Path file = folder.resolve(RESOURCE);
        Files.deleteIfExists(file);
        String url = "jdbc:h2:" + folder.toAbsolutePath().resolve("empty");
        DbConfig config = new DbConfig(url, null, null, POOL);
        try (HikariDataSource pool = Pool.open(config)) {
            Preparation.of(config, pool).run();
        }
    }
}
