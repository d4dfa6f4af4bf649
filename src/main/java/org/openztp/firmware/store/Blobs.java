package org.openztp.firmware.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.openztp.firmware.StoredFile;
import org.openztp.http.Problem;

/**
 * The files of ZTP_HOME/store, each named by its SHA-256 in a folder of its first two digits; in {@code incoming} those
 * that are on their way. Which of them count, the rows of {@link Blob} say: a file is put to its place and taken away
 * only by who holds its row.
 */
public final class Blobs {
    private static final int PIECE_BYTES = 64 * 1024;

    /** An upload holds a thread of the container for as long as its client takes. */
    private static final int MOST_AT_ONCE = 8;

    private static final String MISSING = "its file is missing";
    private static final String UNREADABLE = "its file cannot be read";
    private static final String CHANGED = "its file was changed";
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final long largest;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /**
     * @param folder made when it is first needed
     * @param largest how many bytes a file may have
     */
    public Blobs(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    /** A file that was received whole, and lies beside the store. Gone when it is closed, unless it found its place. */
    record Incoming(Path file, String sha256, long bytes) implements AutoCloseable {
        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Takes a file in, a piece at a time, until it is on the disk.
     *
     * @throws Problem 413 it is too large, 503 too many come at once, 507 there is no room
     * @throws IOException the client's body broke off
     */
    Incoming receive(InputStream body) throws IOException {
        if (!places.tryAcquire()) {
            throw Problem.unavailable(MOST_AT_ONCE + " uploads are under way", BUSY);
        }
        try {
            Path file = incoming().resolve(UUID.randomUUID().toString());
            try {
                return receive(body, file);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } finally {
            places.release();
        }
    }

    private Incoming receive(InputStream body, Path file) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        FileChannel out = opened(file);
        try (out) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
                bytes += count;
                checkLength(bytes);
                digest.update(piece, 0, count);
                write(out, ByteBuffer.wrap(piece, 0, count));
            }
            sync(out);
        }
        return new Incoming(file, HexFormat.of().formatHex(digest.digest()), bytes);
    }

    /** @throws Problem 413 so many bytes are too many */
    void checkLength(long bytes) {
        if (bytes > largest) {
            throw new Problem(
                    413,
                    "Too long",
                    "an image may have " + largest + " bytes at most (setting firmware.max-file-size)");
        }
    }

    private static FileChannel opened(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static void write(FileChannel out, ByteBuffer piece) {
        try {
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /** What was written is on the disk when this returns. */
    private static void sync(FileChannel file) {
        try {
            file.force(true);
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private static Problem noRoom(IOException e) {
        return new Problem(507, "Insufficient storage", "the file could not be kept: " + e.getMessage());
    }

    /** The names in a folder are on the disk when this returns. */
    private static void syncNames(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Puts the file to its place, over what may lie there; within the transaction that holds the row, which may be
     * repeated.
     *
     * @throws Problem 503 an earlier try of the transaction had placed it, and it was removed since; 507 there is no room
     */
    void place(Incoming file) {
        Path place = path(file.sha256());
        try {
            if (!Files.isDirectory(place.getParent())) {
                Files.createDirectories(place.getParent());
                syncNames(folder);
            }
            Files.move(file.file(), place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncNames(place.getParent());
        } catch (NoSuchFileException e) {
            if (!Files.isRegularFile(place)) {
                throw Problem.unavailable(
                        "the same image was removed meanwhile; hand it in again", Duration.ofSeconds(1));
            }
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    /** Takes a file away from its place; within the transaction that holds the row. */
    void remove(String sha256) {
        try {
            Files.deleteIfExists(path(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a file without reading it. */
    Optional<String> flaw(String sha256, long bytes) {
        try {
            return Files.size(path(sha256)) == bytes ? Optional.empty() : Optional.of(CHANGED);
        } catch (NoSuchFileException e) {
            return Optional.of(MISSING);
        } catch (IOException e) {
            return Optional.of(UNREADABLE);
        }
    }

    /** A file in its place. */
    StoredFile open(String sha256) throws IOException {
        return StoredFile.named(sha256, path(sha256));
    }

    /** What is wrong with a file, read whole; empty when it is what it was. Not for requests. */
    Optional<String> fault(String sha256) {
        Path file = path(sha256);
        if (!Files.exists(file)) {
            return Optional.of(MISSING);
        }
        MessageDigest digest = sha256();
        try (InputStream content = Files.newInputStream(file)) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                digest.update(piece, 0, count);
            }
        } catch (IOException e) {
            return Optional.of(UNREADABLE);
        }
        return HexFormat.of().formatHex(digest.digest()).equals(sha256) ? Optional.empty() : Optional.of(CHANGED);
    }

    /** The bytes of a file in its place. */
    InputStream content(String sha256) throws IOException {
        return Files.newInputStream(path(sha256));
    }

    /** Removes what uploads left that broke off before this time, by a crash for instance. */
    void sweep(Instant before) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming())) {
            for (Path file : left) {
                if (isOlder(file, before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The names of the files in their places that were written before this time, whether a row knows them or not. */
    List<String> placed(Instant before) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
            for (Path each : folders) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(each)) {
                    for (Path file : files) {
                        String name = file.getFileName().toString();
                        if (NAME.matcher(name).matches() && isOlder(file, before)) {
                            names.add(name);
                        }
                    }
                }
            }
        }
        return names;
    }

    /** What is gone by now is not. */
    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path incoming() {
        try {
            return Files.createDirectories(folder.resolve("incoming"));
        } catch (IOException e) {
            throw noRoom(e);
        }
    }

    private Path path(String sha256) {
        if (!NAME.matcher(sha256).matches()) {
            throw new IllegalArgumentException("no SHA-256: " + sha256);
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
