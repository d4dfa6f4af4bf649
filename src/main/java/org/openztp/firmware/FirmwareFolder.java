package org.openztp.firmware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** ZTP_HOME/fw: its regular files, and never one that lies outside, whatever name is asked for. */
public final class FirmwareFolder {
    private static final int DEPTH = 6;
    private static final int LISTED = 2000;

    /** Names, divided by single slashes; none begins with a dot. */
    private static final Pattern NAME = Pattern.compile(
            "[^./\\\\;\\p{Cntrl}][^/\\\\;\\p{Cntrl}]*" + "(?:/[^./\\\\;\\p{Cntrl}][^/\\\\;\\p{Cntrl}]*)*");

    private final Path folder;

    public FirmwareFolder(Path folder) {
        this.folder = folder;
    }

    /** @param name the path below the folder, decoded */
    public Optional<StoredFile> find(String name) {
        if (name.length() > 1024 || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try {
            Path real = folder.resolve(name).toRealPath();
            return real.startsWith(folder.toRealPath()) && Files.isRegularFile(real)
                    ? Optional.of(StoredFile.read(name, real))
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether the name is that of a folder inside. */
    public boolean isFolder(String name) {
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (!plain.isEmpty() && (plain.length() > 1024 || !NAME.matcher(plain).matches())) {
            return false;
        }
        try {
            Path real = folder.resolve(plain).toRealPath();
            return real.startsWith(folder.toRealPath()) && Files.isDirectory(real);
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    /** In the order of their names. */
    public List<StoredFile> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder, DEPTH)) {
            return paths.map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .flatMap(name -> find(name).stream())
                    .sorted(Comparator.comparing(StoredFile::name))
                    .limit(LISTED)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
