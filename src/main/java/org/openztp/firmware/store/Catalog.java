package org.openztp.firmware.store;

import jakarta.persistence.TypedQuery;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;

/** The images of the store for who wants to use them; what reads rows is part of the caller's transaction. */
public final class Catalog {
    private static final int MOST_OF_A_BOARD = 50;
    private static final String VIEW = "select new org.openztp.firmware.store.Firmware(i.id, c.name, b.version, i, f)"
            + " from StoredImage i join Blob f on f.sha256 = i.sha256 join Build b on b.id = i.buildId"
            + " join Category c on c.id = b.categoryId";

    private final Blobs blobs;

    Catalog(Blobs blobs) {
        this.blobs = blobs;
    }

    public Optional<Firmware> image(Tx tx, long id) {
        return tx.em()
                .createQuery(VIEW + " where i.id = :id", Firmware.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst()
                .map(image -> image.of(boards(tx, id)));
    }

    private static List<String> boards(Tx tx, long image) {
        return tx.em()
                .createQuery("select m.board from ImageBoard m where m.imageId = :id order by m.board", String.class)
                .setParameter("id", image)
                .getResultList();
    }

    /** The number of the build that an operator calls CATEGORY/VERSION. */
    public Optional<Long> build(Tx tx, String category, String version) {
        return tx.em()
                .createQuery(
                        "select b.id from Build b join Category c on c.id = b.categoryId"
                                + " where c.name = :category and b.version = :version",
                        Long.class)
                .setParameter("category", category)
                .setParameter("version", version)
                .getResultStream()
                .findFirst();
    }

    /** The image that a build has for the board. */
    public Optional<Firmware> ofBuild(Tx tx, String category, String version, String board) {
        return ofBoard(tx, board, " and c.name = :category and b.version = :version")
                .setParameter("category", category)
                .setParameter("version", version)
                .getResultStream()
                .findFirst()
                .map(image -> image.of(List.of(board)));
    }

    /** The images of a build by the boards they are for; empty also where there is no such build. */
    public Map<String, Firmware> byBoard(Tx tx, String category, String version) {
        Map<Long, Firmware> images = new HashMap<>();
        tx.em()
                .createQuery(VIEW + " where c.name = :category and b.version = :version", Firmware.class)
                .setParameter("category", category)
                .setParameter("version", version)
                .getResultList()
                .forEach(image -> images.put(image.id(), image));
        Map<String, Firmware> byBoard = new HashMap<>();
        if (images.isEmpty()) {
            return byBoard;
        }
        tx.em()
                .createQuery("select m.board, m.imageId from ImageBoard m where m.imageId in :ids", Object[].class)
                .setParameter("ids", images.keySet())
                .getResultList()
                .forEach(row -> byBoard.put((String) row[0], images.get((Long) row[1])));
        return byBoard;
    }

    /** Newest first; not all of a board that has more than anybody would read. */
    public List<Firmware> forBoard(Tx tx, String board) {
        return ofBoard(tx, board, "").setMaxResults(MOST_OF_A_BOARD).getResultList();
    }

    private static TypedQuery<Firmware> ofBoard(Tx tx, String board, String and) {
        return tx.em()
                .createQuery(
                        VIEW + " join ImageBoard m on m.imageId = i.id where m.board = :board" + and
                                + " order by i.id desc",
                        Firmware.class)
                .setParameter("board", board);
    }

    /** The bytes of a file. */
    public InputStream open(String sha256) throws IOException {
        return blobs.content(sha256);
    }
}
