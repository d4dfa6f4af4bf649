package org.openztp.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for servers of tests, which are gone with them. */
public final class Scratch {
    private Scratch() {}

    /** @param name what its own name begins with */
    static Path folder(String name) {
        try {
            return Files.createTempDirectory(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all of it that can be deleted, links instead of what they lead to. */
    public static void delete(Path folder) {
        File[] content = Files.isSymbolicLink(folder) ? null : folder.toFile().listFiles();
        for (File each : content == null ? new File[0] : content) {
            delete(each.toPath());
        }
        folder.toFile().delete();
    }
}
