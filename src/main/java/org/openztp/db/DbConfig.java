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
     * The embedded database in a folder; one server at a time may have it open. The files are written asynchronously,
     * because an interrupted thread that writes by itself would close the file under all others; a commit still waits for
     * its bytes. Even so H2 may close it when many threads are interrupted at once; nothing acknowledged is lost then, and
     * threads of this server are interrupted at its stop only.
     */
    public static DbConfig embedded(Path folder, int poolSize) {
        return new DbConfig("jdbc:h2:async:" + folder.toAbsolutePath().resolve("ztp"), null, null, poolSize);
    }

    @Override
    public String toString() {
        return "DbConfig[" + url + "]";
    }
}
