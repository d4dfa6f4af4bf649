package org.openztp.db;

import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param user null for the embedded database
 * @param poolSize connections at most
 */
public record DbConfig(String url, String user, String password, int poolSize) {

    /**
     * The embedded database in a folder; one server at a time may have it open. Interrupts are kept away from it by
     * {@link DbThread}; should a thread of somebody else be interrupted while it reads or writes, {@code retry} opens the
     * file again instead of leaving it closed to all.
     */
    public static DbConfig embedded(Path folder, int poolSize) {
        return new DbConfig("jdbc:h2:retry:" + folder.toAbsolutePath().resolve("ztp"), null, null, poolSize);
    }

    @Override
    public String toString() {
        return "DbConfig[" + url + "]";
    }
}
