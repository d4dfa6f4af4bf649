package org.openztp.firmware.store;

import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.openztp.auth.Callers;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.firmware.ImageSigners;
import org.openztp.firmware.SiteRates;
import org.openztp.http.Views;
import org.openztp.job.Recurring;

/** The parts of the store, put together. */
public final class Store {
    private final Db db;
    private final Settings.Firmware rules;
    private final Blobs blobs;
    private final InstantSource clock;
    private final ImageUses uses;
    private final StoredImages images;
    private final Signatures signatures;
    private final BlobCheck check;
    private final ImageTypes types;

    /** @param keys the folder of the public keys whose signatures count; beside it is {@code image-types.yaml} */
    public Store(Settings.Firmware rules, Path keys, Db db, ImageUses uses, InstantSource clock) {
        this.db = db;
        this.rules = rules;
        this.blobs = new Blobs(rules.store(), rules.maxFileSizeBytes());
        this.clock = clock;
        this.uses = uses;
        this.images = new StoredImages(blobs, uses, clock);
        this.signatures = new Signatures(db, blobs, new ImageSigners(keys, clock), clock);
        this.check = new BlobCheck(db, blobs, clock);
        this.types = new ImageTypes(keys.resolveSibling(ImageTypes.NAME), clock);
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        Builds builds = new Builds(images, clock);
        return List.of(
                new BuildsResource(db, builds),
                new StorePages(views, db, builds, images, clock),
                new ImagesResource(db, images, uploads(), signatures));
    }

    private Uploads uploads() {
        return new Uploads(db, blobs, images, signatures, types);
    }

    /** For images that this server has made. */
    public OwnImages own() {
        return new OwnImages(db, images, uploads(), clock);
    }

    /** For {@code /firmware/images/*}. */
    public Servlet files(Callers callers, Downloads downloads) {
        SiteRates rates = new SiteRates(rules.siteKilobytesPerSecond());
        return new ImageServlet(callers, downloads, new ImageFiles(db, blobs, check), rates);
    }

    public Vetting vetting() {
        return new Vetting(db, check, signatures, rules.signatures());
    }

    public Catalog catalog() {
        return new Catalog(blobs);
    }

    public List<Recurring> care() {
        return List.of(
                new BlobCare(db, blobs, check, signatures, clock),
                new Retention(db, new Builds(images, clock), rules.keepBuilds(), uses));
    }

    /** What is wrong with the keys whose signatures count, and with the file that tells boards by names. */
    public List<String> confFaults() {
        return Stream.concat(signatures.faults(rules.signatures()).stream(), types.faults().stream())
                .toList();
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
