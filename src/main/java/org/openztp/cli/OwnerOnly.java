package org.openztp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets in them. */
final class OwnerOnly {
    private OwnerOnly() {}

    /**
     * Makes an empty file that nobody else may read, where the file system knows of that.
     *
     * @throws java.nio.file.FileAlreadyExistsException there is one
     */
    static void create(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }
}
