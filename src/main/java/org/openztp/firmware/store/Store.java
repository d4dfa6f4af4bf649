package org.openztp.firmware.store;

import jakarta.servlet.Servlet;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.openztp.auth.Callers;
import org.openztp.db.Db;
import org.openztp.job.Recurring;

/** The parts of the store, put together. */
public final class Store {
    private final Db db;
    private final Blobs blobs;
    private final InstantSource clock;
    private final StoredImages images;

    public Store(Db db, Blobs blobs, InstantSource clock) {
        this.db = db;
        this.blobs = blobs;
        this.clock = clock;
        this.images = new StoredImages(blobs, clock);
    }

    /** What answers over HTTP. */
    public List<Object> resources() {
        return List.of(
                new BuildsResource(db, new Builds(images, clock)),
                new ImagesResource(db, images, new Uploads(db, blobs, images)));
    }

    /** For {@code /firmware/images/*}. */
    public Servlet files(Callers callers, Downloads downloads) {
        return new ImageServlet(callers, downloads, new ImageFiles(db, blobs, clock));
    }

    public Vetting vetting() {
        return new Vetting(db, blobs, clock);
    }

    public Catalog catalog() {
        return new Catalog(blobs);
    }

    public Recurring care() {
        return new BlobCare(db, blobs, clock);
    }

    /** The images whose files are not what they were, a line each. */
    public List<String> faults() {
        return db.tx(tx -> {
            try (Stream<Object[]> spoilt = tx.em()
                    .createQuery(
                            "select i.file, b.fault from Blob b join StoredImage i on i.sha256 = b.sha256"
                                    + " where b.fault > '' order by i.file",
                            Object[].class)
                    .setMaxResults(100)
                    .getResultStream()) {
                return spoilt.map(row -> "firmware " + row[0] + ": " + row[1]).toList();
            }
        });
    }
}
