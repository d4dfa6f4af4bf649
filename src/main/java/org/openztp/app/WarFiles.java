package org.openztp.app;

import jakarta.servlet.ServletContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.openztp.config.ShippedFiles;

/** The operator's files inside the WAR; {@code folder} ends with a slash. */
record WarFiles(ServletContext context, String folder) implements ShippedFiles {
    @Override
    public List<String> names() {
        return below(folder)
                .map(path -> path.substring(folder.length()))
                .sorted()
                .toList();
    }

    private Stream<String> below(String path) {
        Set<String> members = context.getResourcePaths(path);
        return members == null
                ? Stream.empty()
                : members.stream().flatMap(member -> member.endsWith("/") ? below(member) : Stream.of(member));
    }

    @Override
    public InputStream open(String name) throws IOException {
        InputStream content = context.getResourceAsStream(folder + name);
        if (content == null) {
            throw new FileNotFoundException(folder + name);
        }
        return content;
    }
}
