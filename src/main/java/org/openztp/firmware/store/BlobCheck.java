package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.db.Db;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a file of the store is what it was; what is found wrong is written to its row, and told by status and pages. */
final class BlobCheck {
    private static final Logger LOG = LoggerFactory.getLogger(BlobCheck.class);

    private final Db db;
    private final Blobs blobs;
    private final InstantSource clock;

    BlobCheck(Db db, Blobs blobs, InstantSource clock) {
        this.db = db;
        this.blobs = blobs;
        this.clock = clock;
    }

    /**
     * Reads the file now, for jobs: what is wrong with it. What is found wrong without the row's lock is looked at again
     * under it: the file may just have been replaced.
     */
    Optional<String> read(String sha256) {
        Optional<String> seen = blobs.fault(sha256);
        return note(sha256, blob -> seen.isEmpty() ? seen : blobs.fault(sha256), true);
    }

    /** What can be seen without reading it, for requests that found it wrong. */
    Optional<String> glance(String sha256) {
        return note(sha256, blob -> blobs.flaw(sha256, blob.bytes()), false);
    }

    private Optional<String> note(String sha256, Function<Blob, Optional<String>> look, boolean whole) {
        Optional<String> fault = db.txRetrying(tx -> {
            Blob blob = tx.em().find(Blob.class, sha256, LockModeType.PESSIMISTIC_WRITE);
            if (blob == null) {
                return Optional.empty();
            }
            Optional<String> sure = look.apply(blob);
            if (sure.isPresent()) {
                blob.spoilt(sure.get(), clock.instant());
            } else if (whole) {
                blob.verified(clock.instant());
            }
            return sure;
        });
        fault.ifPresent(words -> LOG.error("firmware {}: {}; it is not given to any router", sha256, words));
        return fault;
    }
}
