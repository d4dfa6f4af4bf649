package org.openztp.firmware.store;

import java.time.InstantSource;
import java.util.Optional;
import org.openztp.db.Db;

/** Whether an image may go onto a router now. */
public final class Vetting {
    private final Db db;
    private final BlobCheck check;

    Vetting(Db db, Blobs blobs, InstantSource clock) {
        this.db = db;
        this.check = new BlobCheck(db, blobs, clock);
    }

    /** Reads its file now, for jobs, not for requests: what is wrong with it, empty when it is what was handed in. */
    public Optional<String> verify(long image) {
        Optional<String> sha256 = db.tx(tx ->
                Optional.ofNullable(tx.em().find(StoredImage.class, image)).map(StoredImage::sha256));
        return sha256.isEmpty() ? Optional.of("it was removed from the store") : check.read(sha256.get());
    }
}
