package org.openztp.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The operator's files as they were built: inside the WAR, or a folder of the source tree. */
public interface ShippedFiles {
    /** Names relative to {@code conf}, with slashes. */
    List<String> names() throws IOException;

    InputStream open(String name) throws IOException;

    static ShippedFiles in(Path folder) {
        return new ShippedFiles() {
            @Override
            public List<String> names() throws IOException {
                try (Stream<Path> files = Files.walk(folder)) {
                    return files.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                            .sorted()
                            .toList();
                }
            }

            @Override
            public InputStream open(String name) throws IOException {
                return Files.newInputStream(folder.resolve(name));
            }
        };
    }
}
