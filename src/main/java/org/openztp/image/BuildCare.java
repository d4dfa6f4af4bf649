package org.openztp.image;

import jakarta.persistence.LockModeType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.openztp.db.Tx;
import org.openztp.job.Recurring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes images that are out of date, the least used ones when all together have too much, and what builds left that were
 * broken off by a crash. What is pinned stays. A database and a folder that came back from different backups are brought
 * together.
 */
final class BuildCare implements Recurring {
    private static final Logger LOG = LoggerFactory.getLogger(BuildCare.class);
    private static final int BATCH = 200;
    /** A folder this young may be one whose claim is not seen here yet. */
    private static final Duration YOUNG = Duration.ofMinutes(5);

    /** Who waits asks every few seconds, and is to learn why it came to nothing, whoever may begin it anew. */
    private static final Duration TOLD = Duration.ofMinutes(10);

    /** Once there is too much, so much goes that this part of it stays: else it would be too much again at once. */
    private static final double STAYS = 0.8;

    private final ImageBuilds builds;
    private final BuildQueue queue;
    private final Results results;
    private final Path work;
    private final long mostBytes;
    private BiPredicate<Tx, String> waitedFor = (tx, hash) -> false;

    /** @param mostBytes all images together may have */
    BuildCare(ImageBuilds builds, BuildQueue queue, Results results, Path work, long mostBytes) {
        this.builds = builds;
        this.queue = queue;
        this.results = results;
        this.work = work;
        this.mostBytes = mostBytes;
    }

    /** @param used whether somebody is about to use what was made for a request, by its hash: as if it were pinned */
    void keeping(BiPredicate<Tx, String> used) {
        waitedFor = used;
    }

    @Override
    public String name() {
        return "image-care";
    }

    @Override
    public Duration pause() {
        return Duration.ofMinutes(1);
    }

    @Override
    public void run() throws IOException {
        Instant now = builds.now();
        for (List<Long> some = expired(0, now); !some.isEmpty(); some = expired(some.get(some.size() - 1), now)) {
            some.forEach(id -> remove(id, build -> !build.isPinned() && !build.isFresh(builds.now())));
        }
        compare();
        long bytes = bytes();
        if (bytes > mostBytes) {
            makeRoom(bytes);
        }
        sweep(now);
        BuildFigures.fold(builds.db(), now);
    }

    private List<Long> expired(long after, Instant now) {
        return builds.db()
                .tx(tx -> tx.em()
                        .createQuery(
                                "select b.id from ImageBuild b where b.expiresAt <= :now and b.id > :after"
                                        + " and b.pinned = false and (b.state = :done or b.endedAt <= :told)"
                                        + " order by b.id",
                                Long.class)
                        .setParameter("now", now)
                        .setParameter("done", BuildState.DONE)
                        .setParameter("told", now.minus(TOLD))
                        .setParameter("after", after)
                        .setMaxResults(BATCH)
                        .getResultList());
    }

    /** Images without files are made again when somebody asks; files without an image are nobody's. */
    private void compare() {
        Set<String> files = results.hashes();
        Set<String> known = new HashSet<>();
        for (List<Object[]> some = made(0); !some.isEmpty(); some = made((long) some.get(some.size() - 1)[0])) {
            for (Object[] each : some) {
                known.add((String) each[1]);
                if (!files.contains((String) each[1])) {
                    LOG.warn("the image {} has no files any more", each[1]);
                    remove((long) each[0], build -> !Files.isDirectory(results.folder(build.hash())));
                }
            }
        }
        files.stream().filter(hash -> !known.contains(hash)).forEach(this::removeOrphan);
    }

    private List<Object[]> made(long after) {
        return builds.db()
                .tx(tx -> tx.em()
                        .createQuery(
                                "select b.id, b.hash from ImageBuild b where b.state = :state and b.id > :after"
                                        + " order by b.id",
                                Object[].class)
                        .setParameter("state", BuildState.DONE)
                        .setParameter("after", after)
                        .setMaxResults(BATCH)
                        .getResultList());
    }

    /** Unless a builder is about to say that they are made. */
    private void removeOrphan(String hash) {
        builds.db().txRetrying(tx -> {
            Optional<ImageBuild> build = builds.find(tx, hash);
            if (build.isEmpty()) {
                results.removeAll(hash);
            }
            return null;
        });
    }

    private long bytes() {
        Long sum = builds.db()
                .tx(tx -> tx.em()
                        .createQuery("select sum(b.bytes) from ImageBuild b where b.state = :state", Long.class)
                        .setParameter("state", BuildState.DONE)
                        .getSingleResult());
        return sum == null ? 0 : sum;
    }

    private void makeRoom(long bytes) {
        List<ImageBuild> leastUsed = builds.db()
                .tx(tx -> tx.em()
                        .createQuery(
                                "from ImageBuild b where b.state = :state and b.pinned = false order by b.usedAt",
                                ImageBuild.class)
                        .setParameter("state", BuildState.DONE)
                        .setMaxResults(BATCH)
                        .getResultList());
        long left = bytes;
        for (ImageBuild each : leastUsed) {
            if (left <= mostBytes * STAYS) {
                return;
            }
            boolean isGone = remove(each.id(), build -> !build.isPinned());
            if (isGone) {
                LOG.info("removed the image {} of {}: all together have too much", each.hash(), each.profile());
                left -= each.bytes();
            }
        }
    }

    /** Under the row's lock: who asks for it meanwhile waits, and asks anew. */
    private boolean remove(long id, Predicate<ImageBuild> still) {
        return builds.db().txRetrying(tx -> {
            ImageBuild build = tx.em().find(ImageBuild.class, id, LockModeType.PESSIMISTIC_WRITE);
            boolean goes = build != null && build.state().isEnd() && still.test(build) && !isWaitedFor(tx, build);
            if (goes) {
                remove(tx, build);
            }
            return goes;
        });
    }

    /** What has no files helps nobody who waits. */
    private boolean isWaitedFor(Tx tx, ImageBuild build) {
        return build.state() == BuildState.DONE
                && Files.isDirectory(results.folder(build.hash()))
                && waitedFor.test(tx, build.hash());
    }

    private void remove(Tx tx, ImageBuild build) {
        results.removeAll(build.hash());
        BuildFigures.left(tx, build);
        tx.em()
                .createQuery("delete from ImageResult r where r.buildId = :id")
                .setParameter("id", build.id())
                .executeUpdate();
        tx.em().remove(build);
    }

    private void sweep(Instant now) throws IOException {
        if (!Files.isDirectory(work)) {
            return;
        }
        Set<String> atWork = Set.copyOf(queue.workers());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(work)) {
            for (Path each : folders) {
                boolean isYoung = Files.getLastModifiedTime(each).toInstant().isAfter(now.minus(YOUNG));
                if (!isYoung && !atWork.contains(each.getFileName().toString())) {
                    Folders.delete(each);
                }
            }
        }
    }
}
