package org.openztp.app;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.openztp.auth.KeyFile;
import org.openztp.auth.Secrets;

/** This server's name among those that share a database: random, kept in its data folder. */
final class Node {
    private Node() {}

    static String name(Path folder) {
        byte[] fresh = Secrets.hash(Secrets.token()).substring(0, 16).getBytes(StandardCharsets.US_ASCII);
        return new String(KeyFile.readOrCreate(folder.resolve("node"), fresh), StandardCharsets.US_ASCII).strip();
    }
}
