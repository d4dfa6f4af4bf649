package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.openztp.db.Db;
import org.openztp.job.Recurring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the files of the store: removes those that are no image any more and what broken uploads left, and reads
 * those again that were not read for long.
 */
final class BlobCare implements Recurring {
    /** How long lies between two readings of a file. */
    static final Duration TRUST = Duration.ofDays(7);

    /** Longer than any upload takes. */
    static final Duration UPLOAD = Duration.ofHours(6);

    /** So much is read in one run: at one run in ten minutes that is 1.7 MB/s of the disk's time at most. */
    private static final long BYTES_A_RUN = 1L << 30;

    private static final int BATCH = 50;
    private static final Logger LOG = LoggerFactory.getLogger(BlobCare.class);

    private final Db db;
    private final Blobs blobs;
    private final InstantSource clock;

    BlobCare(Db db, Blobs blobs, InstantSource clock) {
        this.db = db;
        this.blobs = blobs;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "firmware-care";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void run() throws IOException {
        blobs.sweep(clock.instant().minus(UPLOAD));
        for (String unused = unused(); unused != null; unused = unused()) {
            remove(unused);
        }
        verify();
    }

    private String unused() {
        return db.tx(tx -> tx.em()
                .createQuery(
                        "select b.sha256 from Blob b where not exists"
                                + " (select i.id from StoredImage i where i.sha256 = b.sha256)",
                        String.class)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .orElse(null));
    }

    /** Under the row's lock: an upload of the same bytes waits, and finds nothing, or was quicker. */
    private void remove(String sha256) {
        db.txRetrying(tx -> {
            Blob blob = tx.em().find(Blob.class, sha256, LockModeType.PESSIMISTIC_WRITE);
            boolean used = !tx.em()
                    .createQuery("select i.id from StoredImage i where i.sha256 = :sha256", Long.class)
                    .setParameter("sha256", sha256)
                    .setMaxResults(1)
                    .getResultList()
                    .isEmpty();
            if (blob != null && !used) {
                blobs.remove(sha256);
                tx.em().remove(blob);
            }
            return null;
        });
    }

    private void verify() {
        Instant before = clock.instant().minus(TRUST);
        List<Blob> due = db.tx(tx -> tx.em()
                .createQuery("from Blob b where b.verifiedAt < :before order by b.verifiedAt", Blob.class)
                .setParameter("before", before)
                .setMaxResults(BATCH)
                .getResultList());
        long read = 0;
        for (Blob blob : due) {
            if (read >= BYTES_A_RUN) {
                return;
            }
            verify(blob.sha256());
            read += blob.bytes();
        }
    }

    private void verify(String sha256) {
        Optional<String> fault = blobs.fault(sha256);
        db.txRetrying(tx -> {
            Blob blob = tx.em().find(Blob.class, sha256);
            if (blob != null) {
                fault.ifPresentOrElse(
                        words -> blob.spoilt(words, clock.instant()), () -> blob.verified(clock.instant()));
            }
            return null;
        });
        fault.ifPresent(words -> LOG.error("firmware {}: {}; it is not given to any router", sha256, words));
    }
}
