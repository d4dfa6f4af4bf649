package org.openztp.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The data folder ZTP_HOME: {@code db/ keys/ conf/ fw/ store/ images/ nodes/ log/ tmp/}. */
public record Home(Path folder) {
    private static final String OURS = "rwxr-x---";
    private static final String SECRET = "rwx------";

    /**
     * Where the data folder lies: as given by {@code ztp.home}, then {@code ZTP_HOME}; else in the folder of the
     * container's data, else {@code ~/.ztp}.
     *
     * @param properties system properties, overlaid by the container's context parameters
     */
    public static Home locate(Map<String, String> environment, Map<String, String> properties) {
        String place = Stream.of(
                        Optional.ofNullable(properties.get("ztp.home")),
                        Optional.ofNullable(environment.get("ZTP_HOME")),
                        below(properties, "jboss.server.data.dir", "ztp"),
                        below(properties, "catalina.base", "ztp"),
                        below(properties, "user.home", ".ztp"))
                .flatMap(Optional::stream)
                .filter(path -> !path.isBlank())
                .findFirst()
                .orElseThrow();
        return new Home(Path.of(place).toAbsolutePath().normalize());
    }

    private static Optional<String> below(Map<String, String> properties, String folder, String name) {
        return Optional.ofNullable(properties.get(folder))
                .map(base -> Path.of(base).resolve(name).toString());
    }

    /**
     * Makes the folders that are missing and copies each shipped file that is not there yet; what an operator has
     * edited stays.
     */
    public Home create(ShippedFiles shipped) throws IOException {
        folder(folder, OURS);
        for (Path open : new Path[] {conf(), firmware(), nodes(), log()}) {
            folder(open, OURS);
        }
        for (Path closed : new Path[] {keys(), db(), tmp(), store(), images()}) {
            folder(closed, SECRET);
        }
        mode(keys(), SECRET);
        for (String name : shipped.names()) {
            copy(shipped, name);
        }
        return this;
    }

    private void copy(ShippedFiles shipped, String name) throws IOException {
        Path file = conf().resolve(name);
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Path part = Files.createTempFile(tmp(), "conf", null);
        try (InputStream content = shipped.open(name)) {
            Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
            mode(part, isScript(part) ? "rwxr-xr-x" : "rw-r-----");
            Files.move(part, file);
        } catch (FileAlreadyExistsException e) {
            // another start was quicker
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean isScript(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return content.read() == '#' && content.read() == '!';
        }
    }

    private static void folder(Path path, String mode) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            mode(path, mode);
        }
    }

    private static void mode(Path path, String mode) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        }
    }

    public Path db() {
        return folder.resolve("db");
    }

    public Path keys() {
        return folder.resolve("keys");
    }

    public Path conf() {
        return folder.resolve("conf");
    }

    public Path firmware() {
        return folder.resolve("fw");
    }

    /** The firmware store's files, named by their checksums. */
    public Path store() {
        return folder.resolve("store");
    }

    /** ImageBuilders, builds that are at work, and images that were made. */
    public Path images() {
        return folder.resolve("images");
    }

    /** A folder for each device that has files of its own. */
    public Path nodes() {
        return folder.resolve("nodes");
    }

    public Path log() {
        return folder.resolve("log");
    }

    public Path tmp() {
        return folder.resolve("tmp");
    }
}
