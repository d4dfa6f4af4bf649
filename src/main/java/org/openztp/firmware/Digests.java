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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** SHA-256 of firmware files, read once for each version of a file, by one thread of its own. */
public final class Digests implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;

    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "firmware-digests");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<StoredFile, CompletableFuture<String>> known = new ConcurrentHashMap<>();

    /**
     * Waits for the file to be read where it is new; not for the thread of a request.
     *
     * @throws UncheckedIOException when it cannot be read, or changed meanwhile
     */
    String of(StoredFile file) {
        try {
            return begun(file).join();
        } catch (CompletionException e) {
            known.remove(file);
            throw new UncheckedIOException(new IOException("cannot read " + file.name(), e.getCause()));
        }
    }

    /** Empty while the file is still to be read; asking begins it. */
    Optional<String> find(StoredFile file) {
        CompletableFuture<String> digest = begun(file);
        if (digest.isCompletedExceptionally()) {
            known.remove(file);
            return Optional.empty();
        }
        return Optional.ofNullable(digest.getNow(null));
    }

    private CompletableFuture<String> begun(StoredFile file) {
        CompletableFuture<String> digest = known.get(file);
        if (digest == null) {
            known.keySet().removeIf(old -> old.path().equals(file.path()) && !old.equals(file));
            digest = known.computeIfAbsent(file, fresh -> CompletableFuture.supplyAsync(() -> read(fresh), reader));
        }
        return digest;
    }

    private static String read(StoredFile file) {
        try (InputStream content = Files.newInputStream(file.path())) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE_BYTES];
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                sha256.update(piece, 0, count);
            }
            if (!StoredFile.read(file.name(), file.path()).equals(file)) {
                throw new IOException(file.name() + " changed while it was read");
            }
            return HexFormat.of().formatHex(sha256.digest());
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
