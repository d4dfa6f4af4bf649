package org.openztp.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The distributions of the containers as the build unpacks them. All tests share them, so nobody writes there: a Tomcat
 * runs in a base folder of its own, a WildFly in one given by {@code jboss.server.base.dir}.
 */
public final class Containers {
    private static final Path FOLDER = Path.of("target", "containers").toAbsolutePath();

    private Containers() {}

    /** @param line 10.1 or 11 */
    public static Path tomcat(String line) {
        return unpacked("tomcat-" + line);
    }

    public static Path wildfly() {
        return unpacked("wildfly");
    }

    /** Makes a CATALINA_BASE: the shipped conf, no applications, folders for the rest. */
    public static Path tomcatBase(String line, Path base) throws IOException {
        for (String folder : List.of("bin", "lib", "logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(folder));
        }
        copy(tomcat(line).resolve("conf"), base.resolve("conf"));
        return base;
    }

    /** Makes a jboss.server.base.dir: the shipped configuration, nothing deployed. */
    public static Path wildflyBase(Path base) throws IOException {
        copy(wildfly().resolve("standalone"), base);
        return base;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static Path unpacked(String name) {
        Path folder = FOLDER.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(folder + " is missing; mvn dependency:unpack@containers makes it");
        }
        return folder;
    }
}
