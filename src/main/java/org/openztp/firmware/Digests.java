package org.openztp.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** SHA-1 and SHA-256 of files, read once for each version of a file, by one thread of its own. */
public final class Digests implements AutoCloseable {
    /** In hexadecimal digits. */
    public record Sums(String sha1, String sha256) {}

    private static final int PIECE_BYTES = 64 * 1024;

    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "firmware-digests");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<StoredFile, CompletableFuture<Sums>> known = new ConcurrentHashMap<>();

    /**
     * Waits for the file to be read where it is new; not for the thread of a request.
     *
     * @throws UncheckedIOException when it cannot be read, or changed meanwhile
     */
    String of(StoredFile file) {
        try {
            return begun(file).join().sha256();
        } catch (CompletionException e) {
            known.remove(file);
            throw new UncheckedIOException(new IOException("cannot read " + file.name(), e.getCause()));
        }
    }

    /** The SHA-256; empty while the file is still to be read; asking begins it. */
    public Optional<String> find(StoredFile file) {
        CompletableFuture<Sums> digest = begun(file);
        if (digest.isCompletedExceptionally()) {
            known.remove(file);
            return Optional.empty();
        }
        return Optional.ofNullable(digest.getNow(null)).map(Sums::sha256);
    }

    /** Both, when the file has been read; ends with an exception when it cannot be, or changed meanwhile. */
    public CompletionStage<Sums> sums(StoredFile file) {
        return begun(file).whenComplete((sums, failure) -> {
            if (failure != null) {
                known.remove(file);
            }
        });
    }

    private CompletableFuture<Sums> begun(StoredFile file) {
        CompletableFuture<Sums> digest = known.get(file);
        if (digest == null) {
            known.keySet().removeIf(old -> old.path().equals(file.path()) && !old.equals(file));
            digest = known.computeIfAbsent(file, fresh -> CompletableFuture.supplyAsync(() -> read(fresh), reader));
        }
        return digest;
    }

    private static Sums read(StoredFile file) {
        try (InputStream content = Files.newInputStream(file.path())) {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                sha1.update(piece, 0, count);
                sha256.update(piece, 0, count);
            }
            if (!StoredFile.read(file.name(), file.path()).equals(file)) {
                throw new IOException(file.name() + " changed while it was read");
            }
            HexFormat hex = HexFormat.of();
            return new Sums(hex.formatHex(sha1.digest()), hex.formatHex(sha256.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
