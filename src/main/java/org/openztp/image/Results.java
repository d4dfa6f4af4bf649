package org.openztp.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of the images that were made: a folder for each request's hash, put into its place in one stroke. */
public final class Results {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}");

    /** So much has to be free before another image is made. */
    private static final long LEAST_FREE = 1L << 30;

    private final Path folder;

    public Results(Path folder) {
        this.folder = folder;
    }

    /** A file of an image that anybody may have who knows both; empty when there is none of this name. */
    public Optional<Path> find(String hash, String name) {
        return HASH.matcher(hash).matches() ? file(hash, name) : Optional.empty();
    }

    /** A file of any image; empty when there is none of this name. */
    Optional<Path> find(ImageBuild build, String name) {
        return file(build.hash(), name);
    }

    private Optional<Path> file(String hash, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path file = folder(hash).resolve(name);
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(file) : Optional.empty();
    }

    Path folder(String hash) {
        if (!isOurs(hash)) {
            throw new IllegalArgumentException("no hash of a request: " + hash);
        }
        return folder.resolve(hash);
    }

    private static boolean isOurs(String name) {
        return HASH.matcher(name).matches() || SeedName.is(name);
    }

    /**
     * Moves the files to their place, instead of those that may be there; within the transaction that holds the row. Once
     * more it changes nothing.
     *
     * @return how many bytes they have
     */
    long place(String hash, Path files) {
        Path place = folder(hash);
        try {
            Files.createDirectories(folder);
            if (Files.isDirectory(files)) {
                Folders.delete(place);
                Files.move(files, place, StandardCopyOption.ATOMIC_MOVE);
            }
            return Folders.bytes(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void removeAll(String hash) {
        Folders.delete(folder(hash));
    }

    /** The hashes of which there are files. */
    Set<String> hashes() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        Set<String> hashes = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                String name = each.getFileName().toString();
                if (isOurs(name)) {
                    hashes.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hashes;
    }

    /** Whether there is room for another one. */
    boolean hasRoom() {
        try {
            return Files.getFileStore(Files.createDirectories(folder)).getUsableSpace() >= LEAST_FREE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
