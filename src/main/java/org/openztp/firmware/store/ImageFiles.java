package org.openztp.firmware.store;

import java.io.IOException;
import java.util.Optional;
import org.openztp.db.Db;
import org.openztp.firmware.StoredFile;
import org.openztp.http.Problem;

/** The files of images, for those who may have them: never one that is known to be another than it was. */
final class ImageFiles {
    private final Db db;
    private final Blobs blobs;
    private final BlobCheck check;

    ImageFiles(Db db, Blobs blobs, BlobCheck check) {
        this.db = db;
        this.blobs = blobs;
        this.check = check;
    }

    /** @throws Problem 404 no image has this checksum, or its file is not what it was */
    StoredFile get(String sha256) {
        Blob blob = find(sha256).orElseThrow(() -> Problem.notFound("there is no image of this checksum"));
        if (blob.fault() != null) {
            throw spoilt(blob.fault());
        }
        try {
            StoredFile file = blobs.open(sha256);
            if (file.sizeBytes() == blob.bytes()) {
                return file;
            }
        } catch (IOException toldByTheCheck) {
            // below
        }
        throw spoilt(check.glance(sha256).orElse("its file was just replaced"));
    }

    private static Problem spoilt(String fault) {
        return Problem.notFound("the image cannot be given: " + fault + "; hand it in again");
    }

    private Optional<Blob> find(String sha256) {
        return db.tx(tx -> tx.em()
                .createQuery(
                        "from Blob b where b.sha256 = :sha256"
                                + " and exists (select i.id from StoredImage i where i.sha256 = b.sha256)",
                        Blob.class)
                .setParameter("sha256", sha256)
                .getResultStream()
                .findFirst());
    }
}
