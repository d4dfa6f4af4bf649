package org.openztp.tailored;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.firmware.store.Catalog;
import org.openztp.image.ImageRequest;

/** The images that were made for devices. Every method is part of the caller's transaction. */
final class MadeImages {
    private MadeImages() {}

    private static Optional<MadeImage> find(Tx tx, String hash, String sha256) {
        return tx.em()
                .createQuery("from MadeImage m where m.hash = :hash and m.sha256 = :sha256", MadeImage.class)
                .setParameter("hash", hash)
                .setParameter("sha256", sha256)
                .getResultStream()
                .findFirst();
    }

    /** The number that it has in the store, where it is there and whole. */
    static Optional<Long> kept(Tx tx, Catalog catalog, String hash, String sha256) {
        return find(tx, hash, sha256)
                .flatMap(made -> catalog.image(tx, made.imageId()))
                .filter(image -> image.fault() == null && image.sha256().equals(sha256))
                .map(image -> image.id());
    }

    static void note(Tx tx, ImageRequest request, TailoredJob.Output made, long image, Instant now) {
        Optional<MadeImage> known = find(tx, request.hash(), made.sha256());
        if (known.isPresent()) {
            known.get().keptAs(image);
        } else {
            tx.em().persist(new MadeImage(request, made.sha256(), made.versions(), image, now));
        }
    }

    /** By checksum; one for each. */
    static Map<String, MadeImage> made(Tx tx, Collection<String> sha256s) {
        Map<String, MadeImage> made = new HashMap<>();
        if (!sha256s.isEmpty()) {
            tx.em()
                    .createQuery("from MadeImage m where m.sha256 in :all order by m.id", MadeImage.class)
                    .setParameter("all", sha256s)
                    .getResultList()
                    .forEach(each -> made.putIfAbsent(each.sha256(), each));
        }
        return made;
    }

    /** Of which requests files with these checksums came. */
    static Map<String, Set<String>> hashes(Tx tx, Collection<String> sha256s) {
        Map<String, Set<String>> hashes = new HashMap<>();
        if (!sha256s.isEmpty()) {
            List<Object[]> rows = tx.em()
                    .createQuery("select m.sha256, m.hash from MadeImage m where m.sha256 in :all", Object[].class)
                    .setParameter("all", sha256s)
                    .getResultList();
            rows.forEach(row -> hashes.computeIfAbsent((String) row[0], each -> new HashSet<>())
                    .add((String) row[1]));
        }
        return hashes;
    }
}
