package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.firmware.FwMetadata;
import org.openztp.http.Problem;

/** The images of the builds, as rows. Every method is part of the caller's transaction. */
final class StoredImages {
    private static final String VIEW = "select new org.openztp.firmware.store.ImageView(i, b) from StoredImage i"
            + " join Blob b on b.sha256 = i.sha256 where ";

    private final Blobs blobs;
    private final ImageUses uses;
    private final InstantSource clock;

    StoredImages(Blobs blobs, ImageUses uses, InstantSource clock) {
        this.blobs = blobs;
        this.uses = uses;
        this.clock = clock;
    }

    /** @throws Problem 404 */
    Build checkBuild(Tx tx, long id) {
        Build build = tx.em().find(Build.class, id);
        if (build == null) {
            throw Problem.notFound("there is no build " + id);
        }
        return build;
    }

    /** @throws Problem 409 the name or a board has another image already; 422 nobody says which boards it is for */
    Uploads.Kept keep(Tx tx, NewImage wanted, Blobs.Incoming file, Uploads.Looked looked) {
        // who removes the build waits, or has removed it
        if (tx.em().find(Build.class, wanted.build(), LockModeType.PESSIMISTIC_WRITE) == null) {
            throw Problem.notFound("there is no build " + wanted.build());
        }
        Optional<ImageView> there = find(tx, wanted.build(), wanted.file());
        if (there.isPresent()) {
            return same(tx, there.get(), file, looked);
        }
        List<String> boards = boards(wanted, looked.metadata());
        checkFree(tx, wanted.build(), boards);
        hold(tx, file, looked);
        StoredImage image = new StoredImage(wanted, file.sha256(), clock.instant());
        image.describe(looked.metadata());
        tx.em().persist(image);
        boards.forEach(board -> tx.em().persist(new ImageBoard(image, board)));
        tx.em().flush();
        return new Uploads.Kept(get(tx, image.id()), true);
    }

    private Uploads.Kept same(Tx tx, ImageView there, Blobs.Incoming file, Uploads.Looked looked) {
        if (!there.sha256().equals(file.sha256())) {
            throw Problem.conflict("this build has another image of the name " + there.file()
                    + "; an image never changes: remove that one, or name this one otherwise");
        }
        hold(tx, file, looked);
        tx.em().flush();
        return new Uploads.Kept(get(tx, there.id()), false);
    }

    private static List<String> boards(NewImage wanted, Optional<FwMetadata> metadata) {
        List<String> own = metadata.map(FwMetadata::boards).orElse(List.of());
        if (!own.isEmpty() && !wanted.boards().isEmpty()) {
            throw Problem.unprocessable("board: the image names its boards itself: " + String.join(" ", own));
        }
        if (own.isEmpty() && wanted.boards().isEmpty()) {
            throw Problem.unprocessable("board: the image does not say which boards it is for; name them, as in"
                    + " ?board=acme,one&board=acme,two, or its kind in conf/image-types.yaml");
        }
        return own.isEmpty() ? wanted.boards() : NewImage.checkedBoards(own, "the image's metadata: supported_devices");
    }

    private static void checkFree(Tx tx, long build, List<String> boards) {
        List<ImageBoard> taken = tx.em()
                .createQuery("from ImageBoard b where b.buildId = :build and b.board in :boards", ImageBoard.class)
                .setParameter("build", build)
                .setParameter("boards", boards)
                .getResultList();
        if (!taken.isEmpty()) {
            ImageBoard first = taken.get(0);
            throw Problem.conflict("this build has an image for the board " + first.board() + " already: "
                    + tx.em().find(StoredImage.class, first.imageId()).file());
        }
    }

    /** The row first: it is the lock on the file. */
    private void hold(Tx tx, Blobs.Incoming file, Uploads.Looked looked) {
        Blob blob = tx.em().find(Blob.class, file.sha256(), LockModeType.PESSIMISTIC_WRITE);
        if (blob == null) {
            blob = new Blob(file.sha256(), file.bytes(), clock.instant());
            tx.em().persist(blob);
            tx.em().flush();
        } else {
            blob.replaced(file.bytes(), clock.instant());
        }
        Signatures.note(tx, blob, looked.signers());
        blobs.place(file);
    }

    /** @throws Problem 404 */
    ImageView get(Tx tx, long id) {
        return views(tx, "i.id = :value", id).stream()
                .findFirst()
                .orElseThrow(() -> Problem.notFound("there is no image " + id));
    }

    private static Optional<ImageView> find(Tx tx, long build, String file) {
        return tx.em()
                .createQuery(VIEW + "i.buildId = :build and i.file = :file", ImageView.class)
                .setParameter("build", build)
                .setParameter("file", file)
                .getResultStream()
                .findFirst();
    }

    /** By name. */
    List<ImageView> ofBuild(Tx tx, long build) {
        return views(tx, "i.buildId = :value", build);
    }

    /** Two queries, however many there are. */
    private static List<ImageView> views(Tx tx, String which, long value) {
        List<ImageView> rows = tx.em()
                .createQuery(VIEW + which + " order by i.file", ImageView.class)
                .setParameter("value", value)
                .getResultList();
        if (rows.isEmpty()) {
            return rows;
        }
        Map<Long, List<String>> boards = tx.em()
                .createQuery("from ImageBoard b where b.imageId in :images order by b.board", ImageBoard.class)
                .setParameter("images", rows.stream().map(ImageView::id).toList())
                .getResultStream()
                .collect(Collectors.groupingBy(
                        ImageBoard::imageId, Collectors.mapping(ImageBoard::board, Collectors.toList())));
        return rows.stream()
                .map(image -> image.of(boards.getOrDefault(image.id(), List.of())))
                .toList();
    }

    /**
     * Its file stays until {@link BlobCare} has seen that no other image is the same.
     *
     * @return its build
     * @throws Problem 404; 409 something is at work with it
     */
    long remove(Tx tx, long id) {
        StoredImage image = tx.em().find(StoredImage.class, id);
        if (image == null) {
            throw Problem.notFound("there is no image " + id);
        }
        // an upload of the same name waits, or was first
        tx.em().find(Build.class, image.buildId(), LockModeType.PESSIMISTIC_WRITE);
        checkIdle(tx, List.of(id));
        tx.em().remove(image);
        return image.buildId();
    }

    private void checkIdle(Tx tx, List<Long> ids) {
        uses.work(tx, ids).ifPresent(words -> {
            throw Problem.conflict(words);
        });
    }

    /** @throws Problem 409 something is at work with one of them */
    void removeOfBuild(Tx tx, long build) {
        checkIdle(
                tx,
                tx.em()
                        .createQuery("select i.id from StoredImage i where i.buildId = :build", Long.class)
                        .setParameter("build", build)
                        .getResultList());
        tx.em()
                .createQuery("delete from StoredImage i where i.buildId = :build")
                .setParameter("build", build)
                .executeUpdate();
    }
}
