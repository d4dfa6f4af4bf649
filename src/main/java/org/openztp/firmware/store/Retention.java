package org.openztp.firmware.store;

import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.job.Recurring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old builds: of each category the newest stay, and those that something needs, or may for all that is known. */
final class Retention implements Recurring {
    private static final int BATCH = 50;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Db db;
    private final Builds builds;
    private final int keep;
    private final ImageUses uses;

    /** @param keep builds of each category; 0: all */
    Retention(Db db, Builds builds, int keep, ImageUses uses) {
        this.db = db;
        this.builds = builds;
        this.keep = keep;
        this.uses = uses;
    }

    @Override
    public String name() {
        return "firmware-retention";
    }

    @Override
    public Duration pause() {
        return Duration.ofHours(1);
    }

    @Override
    public void run() {
        if (keep > 0) {
            db.tx(tx -> tx.em()
                            .createQuery("select c.id from Category c order by c.id", Long.class)
                            .getResultList())
                    .forEach(this::thin);
        }
    }

    private void thin(long category) {
        List<Long> newest = db.tx(tx -> older(tx, category, Long.MAX_VALUE, keep));
        if (newest.size() < keep) {
            return;
        }
        long last = newest.get(keep - 1);
        for (List<Long> some = old(category, last); !some.isEmpty(); some = old(category, some.get(some.size() - 1))) {
            some.forEach(this::removeUnlessNeeded);
        }
    }

    private List<Long> old(long category, long before) {
        return db.tx(tx -> older(tx, category, before, BATCH));
    }

    private static List<Long> older(Tx tx, long category, long before, int most) {
        return tx.em()
                .createQuery(
                        "select b.id from Build b where b.categoryId = :category and b.id < :before order by b.id desc",
                        Long.class)
                .setParameter("category", category)
                .setParameter("before", before)
                .setMaxResults(most)
                .getResultList();
    }

    private void removeUnlessNeeded(long id) {
        db.txRetrying(tx -> {
            if (tx.em().find(Build.class, id, LockModeType.PESSIMISTIC_WRITE) == null) {
                return null;
            }
            BuildView build = builds.get(tx, id);
            if (!isNeeded(tx, build)) {
                builds.remove(tx, id);
                String name = build.category() + "/" + build.version();
                tx.afterCommit(() -> LOG.info("removed the build {}: firmware.keep-builds is {}", name, keep));
            }
            return null;
        });
    }

    /** Or may be, for all that is known. */
    private boolean isNeeded(Tx tx, BuildView build) {
        List<ImageView> images = build.items();
        if (uses.isDesired(build.category() + "/" + build.version())) {
            return true;
        }
        if (build.os() == null && images.stream().anyMatch(image -> image.release() == null)) {
            return true;
        }
        Set<String> releases = Stream.concat(
                        Stream.of(build).map(BuildView::os), images.stream().map(ImageView::release))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return uses.work(tx, images.stream().map(ImageView::id).toList()).isPresent() || uses.isRun(tx, releases);
    }
}
