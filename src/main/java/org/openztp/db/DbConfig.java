package org.openztp.db;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the database is.
 *
 * @param user null for the embedded database
 * @param poolSize connections at most
 * @param opening how it is made ready
 */
public record DbConfig(String url, String user, String password, int poolSize, Opening opening) {
    static final String FILE_END = ".mv.db";
    private static final String EMBEDDED = "jdbc:h2:retry:";

    /**
     * How a database is made ready.
     *
     * @param migrator who changes its tables; null: who uses it
     * @param patience how long it may take to be there
     */
    public record Opening(Login migrator, Duration patience) {
        /** Migrated by who uses it, and there already. */
        public static final Opening USUAL = new Opening(null, Duration.ZERO);
    }

    public DbConfig(String url, String user, String password, int poolSize) {
        this(url, user, password, poolSize, Opening.USUAL);
    }

    /**
     * The embedded database in a folder; one server at a time may have it open. Interrupts are kept away from it by
     * {@link DbThread}; should a thread of somebody else be interrupted while it reads or writes, {@code retry} opens the
     * file again instead of leaving it closed to all.
     */
    public static DbConfig embedded(Path folder, int poolSize) {
        return new DbConfig(EMBEDDED + folder.toAbsolutePath().resolve("ztp"), null, null, poolSize);
    }

    /** Of the embedded database; empty for any other. */
    Optional<Path> file() {
        return url.startsWith(EMBEDDED)
                ? Optional.of(Path.of(url.substring(EMBEDDED.length()) + FILE_END))
                : Optional.empty();
    }

    /** The address without what follows it: users and passwords may stand there. */
    static String place(String url) {
        return url.replaceFirst("[?;].*", "");
    }

    @Override
    public String toString() {
        return "DbConfig[" + place(url) + "]";
    }
}
