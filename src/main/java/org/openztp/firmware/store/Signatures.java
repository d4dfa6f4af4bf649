package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.firmware.BadImage;
import org.openztp.firmware.FwTrailer;
import org.openztp.firmware.ImageSigners;
import org.openztp.http.Problem;
import org.openztp.signature.Signers;
import org.openztp.signature.TrustedKeys;

/**
 * Who signed the files of the store: found when a file comes, kept with its row, and found anew when other keys are
 * trusted or an hour is over, since certificates end.
 */
final class Signatures {
    static final Duration TRUST = Duration.ofHours(1);

    /** Requests that look at signatures at once: they wait for one another, each with a thread of the container. */
    private static final int MOST_AT_ONCE = 8;

    private static final int MOST_DETACHED = 16;

    /** As much as fwtool reads of one behind an image. */
    private static final int LONGEST = 32 * 1024;

    private static final Duration BUSY = Duration.ofSeconds(10);
    private static final FwTrailer NOTHING_APPENDED = new FwTrailer(0, List.of());

    private final Db db;
    private final Blobs blobs;
    private final ImageSigners signers;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    Signatures(Db db, Blobs blobs, ImageSigners signers, InstantSource clock) {
        this.db = db;
        this.blobs = blobs;
        this.signers = signers;
        this.clock = clock;
    }

    /**
     * What was found of a file.
     *
     * @param keys the fingerprint of those that were trusted then
     * @param detached how many signatures lay beside it then
     */
    record Found(Signers signers, String keys, int detached, Instant at) {}

    /**
     * Who signed a file that comes in.
     *
     * @throws Problem 503 too many wait for that
     * @throws IOException the file or the folder of keys cannot be read
     */
    Found arrived(Blobs.Incoming file) throws IOException, BadImage {
        enter();
        try {
            return look(file.sha256(), file.file());
        } finally {
            places.release();
        }
    }

    private void enter() {
        if (!places.tryAcquire()) {
            throw Problem.unavailable(MOST_AT_ONCE + " requests wait for signatures to be looked at", BUSY);
        }
    }

    private Found look(String sha256, Path file) throws IOException, BadImage {
        List<byte[]> detached = db.tx(tx -> detached(tx, sha256));
        TrustedKeys keys = signers.trusted();
        Signers found = signers.of(file, FwTrailer.read(file), detached, keys);
        return new Found(found, keys.fingerprint(), detached.size(), clock.instant());
    }

    private static List<byte[]> detached(Tx tx, String sha256) {
        return tx.em()
                .createQuery("from Detached d where d.sha256 = :sha256 order by d.id", Detached.class)
                .setParameter("sha256", sha256)
                .getResultStream()
                .map(Detached::content)
                .toList();
    }

    /** Writes down what was found, unless another signature has come in since. */
    static void note(Tx tx, Blob locked, Found found) {
        if (detached(tx, locked.sha256()).size() == found.detached()) {
            locked.signed(found.signers(), found.keys(), found.at());
        }
    }

    /**
     * Who signed a file, by the keys that are trusted now. For jobs: where that is not known the file is read.
     *
     * @throws IOException the file or the folder of keys cannot be read
     */
    synchronized Signers of(String sha256) throws IOException {
        String keys = signers.trusted().fingerprint();
        Optional<Signers> known = db.tx(tx -> Optional.ofNullable(tx.em().find(Blob.class, sha256))
                .filter(blob -> blob.knowsSigners(keys, clock.instant().minus(TRUST)))
                .map(Blob::signers));
        return known.isPresent() ? known.get() : lookAgain(sha256);
    }

    private Signers lookAgain(String sha256) throws IOException {
        Found found;
        try {
            found = look(sha256, blobs.open(sha256).path());
        } catch (BadImage e) {
            return Signers.nobody(List.of(e.getMessage()));
        }
        db.run(tx -> Optional.ofNullable(tx.em().find(Blob.class, sha256, LockModeType.PESSIMISTIC_WRITE))
                .ifPresent(blob -> note(tx, blob, found)));
        return found.signers();
    }

    /**
     * Keeps a signature that lies beside a file; the same one again changes nothing.
     *
     * @throws Problem 409 the file has enough of them, or cannot be read; 422 it is no signature of this file by a
     *     trusted key; 503 too many wait
     */
    void add(String sha256, byte[] signature) {
        if (signature.length > LONGEST) {
            throw Problem.unprocessable("signature: at most " + LONGEST + " bytes are wanted");
        }
        enter();
        try {
            Signers by = signers.of(blobs.open(sha256).path(), NOTHING_APPENDED, List.of(signature), signers.trusted());
            if (by.keys().isEmpty()) {
                String why = by.faults().isEmpty() ? "it signs nothing" : String.join("; ", by.faults());
                throw Problem.unprocessable("signature: " + why);
            }
            db.run(tx -> keep(tx, sha256, signature));
            lookAgain(sha256);
        } catch (IOException e) {
            throw Problem.conflict("the file of the image, or one of conf/keys, cannot be read");
        } finally {
            places.release();
        }
    }

    private static void keep(Tx tx, String sha256, byte[] signature) {
        Blob blob = tx.em().find(Blob.class, sha256, LockModeType.PESSIMISTIC_WRITE);
        List<byte[]> there = detached(tx, sha256);
        if (blob == null || there.stream().anyMatch(one -> Arrays.equals(one, signature))) {
            return;
        }
        if (there.size() == MOST_DETACHED) {
            throw Problem.conflict("the image has " + MOST_DETACHED + " signatures beside it, and can have no more");
        }
        tx.em().persist(new Detached(sha256, signature));
        blob.doubtSigners();
    }

    /**
     * Looks again at files whose signers were found with other keys than are trusted now, until so many bytes are read.
     *
     * @throws IOException the folder of keys cannot be read
     */
    void refresh(long bytes) throws IOException {
        String keys = signers.trusted().fingerprint();
        long left = bytes;
        for (Optional<Blob> next = outdated(keys, ""); next.isPresent() && left > 0; ) {
            Blob blob = next.get();
            refresh(blob.sha256());
            left -= blob.bytes();
            next = outdated(keys, blob.sha256());
        }
    }

    private void refresh(String sha256) {
        try {
            lookAgain(sha256);
        } catch (IOException toldByTheCheckOfTheFile) {
            // until then it is looked at again
        }
    }

    private Optional<Blob> outdated(String keys, String after) {
        return db.tx(tx -> tx.em()
                .createQuery(
                        "from Blob b where b.sha256 > :after and b.signersKeys <> :keys order by b.sha256", Blob.class)
                .setParameter("after", after)
                .setParameter("keys", keys)
                .setMaxResults(1)
                .getResultStream()
                .findFirst());
    }

    /** What is wrong with the keys, and with there being fewer than are wanted of an image. */
    List<String> faults(int wanted) {
        try {
            TrustedKeys keys = signers.trusted();
            List<String> faults = new ArrayList<>(keys.faults());
            if (keys.size() < wanted) {
                faults.add("conf/keys: firmware.signatures wants " + wanted + " different keys, and here are "
                        + keys.size() + ": no image of the store may go onto a router");
            }
            return faults;
        } catch (IOException e) {
            return List.of("conf/keys: cannot be read: " + e.getMessage());
        }
    }
}
