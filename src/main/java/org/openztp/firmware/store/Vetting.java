package org.openztp.firmware.store;

import java.io.IOException;
import java.util.Optional;
import org.openztp.db.Db;

/** Whether an image may go onto a router now. For jobs, not for requests: files are read. */
public final class Vetting {
    private static final String REMOVED = "it was removed from the store";

    private final Db db;
    private final BlobCheck check;
    private final Signatures signatures;
    private final int wanted;

    /** @param wanted how many different keys must have signed an image */
    Vetting(Db db, BlobCheck check, Signatures signatures, int wanted) {
        this.db = db;
        this.check = check;
        this.signatures = signatures;
        this.wanted = wanted;
    }

    /** Reads its file now: what is wrong with it, empty when it is what was handed in. */
    public Optional<String> verify(long image) {
        Optional<String> sha256 = sha256(image);
        return sha256.isEmpty() ? Optional.of(REMOVED) : check.read(sha256.get());
    }

    /** What is missing of the signatures that are wanted, by the keys that are trusted now; empty when there are enough. */
    public Optional<String> releasable(long image) {
        if (wanted == 0) {
            return Optional.empty();
        }
        Optional<String> sha256 = sha256(image);
        try {
            return sha256.isEmpty()
                    ? Optional.of(REMOVED)
                    : signatures.of(sha256.get()).missing(wanted);
        } catch (IOException e) {
            return Optional.of("its signatures cannot be looked at: " + e.getMessage());
        }
    }

    private Optional<String> sha256(long image) {
        return db.tx(tx ->
                Optional.ofNullable(tx.em().find(StoredImage.class, image)).map(StoredImage::sha256));
    }
}
