package org.openztp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Javas of this machine by feature number. Looked for in the system property {@code java25.home}, the environment's
 * {@code JAVA25_HOME}, the running one, and where distributions and SDKMAN put them.
 */
public final class Jdks {
    private static final Pattern VERSION = Pattern.compile("\"?(\\d+)");

    private Jdks() {}

    /** @return the home of that Java, if this machine has it with {@code jcmd} */
    public static Optional<Path> find(int feature) {
        String name = "java" + feature;
        return Stream.of(
                        ofText(System.getProperty(name + ".home")),
                        ofText(System.getenv("JAVA" + feature + "_HOME")),
                        ofText(System.getProperty("java.home")),
                        foldersOf(Path.of("/usr/lib/jvm")),
                        foldersOf(Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java")))
                .flatMap(homes -> homes)
                .filter(home -> Files.isExecutable(home.resolve("bin/jcmd")))
                .filter(home -> feature(home) == feature)
                .findFirst();
    }

    private static Stream<Path> ofText(String home) {
        return Stream.ofNullable(home).filter(text -> !text.isBlank()).map(Path::of);
    }

    private static Stream<Path> foldersOf(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Stream.empty();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By the file {@code release} that every Java has at its home; 0 when there is none. */
    private static int feature(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher version = VERSION.matcher(properties.getProperty("JAVA_VERSION", ""));
        return version.lookingAt() ? Integer.parseInt(version.group(1)) : 0;
    }
}
