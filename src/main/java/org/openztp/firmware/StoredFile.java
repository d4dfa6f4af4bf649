package org.openztp.firmware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * One version of a firmware file: a file that is written anew or replaced is another one.
 *
 * @param name its path below the folder, with slashes
 * @param path the real file, links followed
 * @param mark what tells it from other files of its length and time
 */
public record StoredFile(String name, Path path, long sizeBytes, Instant modified, String mark) {

    private static final String BY_NAME = "";

    /** The version of a file that is there now. */
    public static StoredFile read(String name, Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return new StoredFile(
                name, path, found.size(), found.lastModifiedTime().toInstant(), String.valueOf(found.fileKey()));
    }

    /** A file whose name is its checksum, so that nothing else can be of that name. */
    public static StoredFile named(String sha256, Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        return new StoredFile(
                sha256, path, found.size(), found.lastModifiedTime().toInstant(), BY_NAME);
    }

    /** A strong validator, without reading the file. */
    String etag() {
        if (mark.equals(BY_NAME)) {
            return '"' + name + '"';
        }
        long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
        return '"'
                + Long.toHexString(sizeBytes)
                + '-'
                + Long.toHexString(nanos)
                + '-'
                + Integer.toHexString(mark.hashCode())
                + '"';
    }
}
