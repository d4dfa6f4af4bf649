package org.openztp.firmware.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.openztp.db.Db;
import org.openztp.firmware.BadImage;
import org.openztp.firmware.FwMetadata;
import org.openztp.firmware.Magic;
import org.openztp.http.Problem;

/** How an image comes into the store: received, looked at, and kept in one transaction. */
final class Uploads {
    private final Db db;
    private final Blobs blobs;
    private final StoredImages images;
    private final Signatures signatures;
    private final ImageTypes types;

    Uploads(Db db, Blobs blobs, StoredImages images, Signatures signatures, ImageTypes types) {
        this.db = db;
        this.types = types;
        this.blobs = blobs;
        this.images = images;
        this.signatures = signatures;
    }

    /** What a file that comes in says of itself, and who signed it. */
    record Looked(Optional<FwMetadata> metadata, Signatures.Found signers) {
        boolean namesBoards() {
            return metadata.stream().anyMatch(found -> !found.boards().isEmpty());
        }
    }

    /** @param isNew false when the same image of this name was there */
    record Kept(ImageView image, boolean isNew) {}

    /**
     * Keeps an image of a build. Handed in again it is the same one.
     *
     * @param announced how many bytes the client says it has; negative when it does not say
     * @throws Problem 404 no such build; 409 the name or a board has another image; 413, 503, 507 it cannot be received;
     *     422 it is no image, or nobody says which boards it is for
     * @throws IOException the body broke off
     */
    Kept keep(NewImage wanted, InputStream body, long announced) throws IOException {
        db.run(tx -> images.checkBuild(tx, wanted.build()));
        blobs.checkLength(announced);
        try (Blobs.Incoming file = blobs.receive(body)) {
            Looked looked = look(file);
            boolean isNamed = looked.namesBoards() || !wanted.boards().isEmpty();
            NewImage image = isNamed ? wanted : wanted.withBoards(types.boardsOf(wanted.file()));
            return db.txRetrying(tx -> images.keep(tx, image, file, looked));
        }
    }

    private Looked look(Blobs.Incoming file) throws IOException {
        try {
            Magic.check(file.file());
            return new Looked(FwMetadata.read(file.file()), signatures.arrived(file));
        } catch (BadImage e) {
            throw Problem.unprocessable("image: " + e.getMessage());
        }
    }
}
