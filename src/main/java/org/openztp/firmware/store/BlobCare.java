package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.openztp.db.Db;
import org.openztp.db.Tx;
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

    /** The same for a file that something was wrong with: its disk may have been away. */
    static final Duration DOUBT = Duration.ofHours(1);

    /** Longer than any upload takes. */
    static final Duration UPLOAD = Duration.ofHours(6);

    /** So much is read in one run: at one run in ten minutes that is 1.7 MB/s of the disk's time at most. */
    private static final long BYTES_A_RUN = 1L << 30;

    private static final int BATCH = 50;
    private static final Logger LOG = LoggerFactory.getLogger(BlobCare.class);

    private final Db db;
    private final Blobs blobs;
    private final Signatures signatures;
    private final BlobCheck check;
    private final InstantSource clock;

    BlobCare(Db db, Blobs blobs, BlobCheck check, Signatures signatures, InstantSource clock) {
        this.db = db;
        this.blobs = blobs;
        this.signatures = signatures;
        this.check = check;
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
        Instant before = clock.instant().minus(UPLOAD);
        blobs.sweep(before);
        adopt(blobs.placed(before));
        for (List<String> some = unused(""); !some.isEmpty(); some = unused(some.get(some.size() - 1))) {
            some.forEach(this::remove);
        }
        verify();
        signatures.refresh(BYTES_A_RUN);
    }

    /** Gives a row to a file without one, as a crash before the commit leaves it: then it can be locked, and removed. */
    private void adopt(List<String> placed) {
        for (int from = 0; from < placed.size(); from += BATCH) {
            List<String> some = placed.subList(from, Math.min(placed.size(), from + BATCH));
            db.txRetrying(tx -> {
                Set<String> known = new HashSet<>(tx.em()
                        .createQuery("select b.sha256 from Blob b where b.sha256 in :some", String.class)
                        .setParameter("some", some)
                        .getResultList());
                some.stream()
                        .filter(sha256 -> !known.contains(sha256))
                        .forEach(sha256 -> tx.em().persist(new Blob(sha256, 0, clock.instant())));
                return null;
            });
        }
    }

    private List<String> unused(String after) {
        return db.tx(tx -> tx.em()
                .createQuery(
                        "select b.sha256 from Blob b where b.sha256 > :after and not exists"
                                + " (select i.id from StoredImage i where i.sha256 = b.sha256) order by b.sha256",
                        String.class)
                .setParameter("after", after)
                .setMaxResults(BATCH)
                .getResultList());
    }

    /** Under the row's lock: an upload of the same bytes waits, and finds nothing, or was quicker. */
    private void remove(String sha256) {
        try {
            db.txRetrying(tx -> {
                Blob blob = tx.em().find(Blob.class, sha256, LockModeType.PESSIMISTIC_WRITE);
                if (blob != null && !isUsed(tx, sha256)) {
                    tx.em().remove(blob);
                    tx.em().flush();
                    blobs.remove(sha256);
                }
                return null;
            });
        } catch (UncheckedIOException e) {
            LOG.error("firmware {} is not used any more, but its file cannot be removed", sha256, e);
        }
    }

    private static boolean isUsed(Tx tx, String sha256) {
        return !tx.em()
                .createQuery("select i.id from StoredImage i where i.sha256 = :sha256", Long.class)
                .setParameter("sha256", sha256)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    private void verify() {
        List<Blob> due = db.tx(tx -> tx.em()
                .createQuery(
                        "from Blob b where b.verifiedAt < :before or (b.fault > '' and b.verifiedAt < :lately)"
                                + " order by b.verifiedAt",
                        Blob.class)
                .setParameter("before", clock.instant().minus(TRUST))
                .setParameter("lately", clock.instant().minus(DOUBT))
                .setMaxResults(BATCH)
                .getResultList());
        long read = 0;
        for (Blob blob : due) {
            if (read >= BYTES_A_RUN) {
                return;
            }
            check.read(blob.sha256());
            read += blob.bytes();
        }
    }
}
