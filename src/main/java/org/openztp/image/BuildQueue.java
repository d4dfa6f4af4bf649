package org.openztp.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.openztp.auth.Vault;
import org.openztp.db.Tx;
import org.openztp.job.Backoff;

/**
 * The queue as builders see it. Who claims a build holds it by a name of its own and by signs of life; what is done without
 * the name counts for nothing, so a builder that was given up for dead cannot undo what another has done.
 */
final class BuildQueue {
    /** A builder that gave no sign of life for so long is dead. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** At a build that comes to nothing by no fault of its own: three kills of its server lose none. */
    static final int ATTEMPTS = 4;

    private static final String SILENT = "its builder gave no sign of life";

    private final ImageBuilds builds;
    private final Vault vault;
    private final Results results;
    private final Backoff backoff;

    BuildQueue(ImageBuilds builds, Vault vault, Results results, Backoff backoff) {
        this.builds = builds;
        this.vault = vault;
        this.results = results;
        this.backoff = backoff;
    }

    /**
     * A build in this builder's hand.
     *
     * @param worker the name by which it is held; no other claim has it
     */
    record Claim(long id, String hash, ImageRequest request, Optional<byte[]> sealed, String worker) {}

    /** The build whose turn it is; empty when none waits. */
    Optional<Claim> claim() {
        return claim(true);
    }

    /** @param seeds whether it may be one */
    Optional<Claim> claim(boolean seeds) {
        return builds.db().txRetrying(tx -> {
            Instant now = builds.now();
            silent(tx, now).forEach(build -> putBack(build, SILENT, Builder.Output.NONE, tx));
            Optional<ImageBuild> next = next(tx, seeds, now);
            next.ifPresent(build -> build.start(UUID.randomUUID().toString(), now.plus(LEASE), now));
            return next.map(BuildQueue::claim);
        });
    }

    private static Claim claim(ImageBuild build) {
        return new Claim(build.id(), build.hash(), build.request(), build.sealedDefaults(), build.worker());
    }

    /**
     * All that was asked for.
     *
     * @throws Vault.Unreadable the key of the vault is another one than when it was asked for
     */
    ImageRequest request(Claim claim) {
        String defaults = claim.sealed()
                .map(bytes -> new String(vault.open(bytes, ImageBuilds.context(claim.hash())), UTF_8))
                .orElse(null);
        return claim.request().starting(defaults);
    }

    private static Optional<ImageBuild> next(Tx tx, boolean seeds, Instant now) {
        return tx.em()
                .createQuery(
                        "from ImageBuild b where b.state = :state and (b.nextAt is null or b.nextAt <= :now)"
                                + (seeds ? "" : " and b.hash not like 'seed%'")
                                + " order by b.state, b.turn, b.id",
                        ImageBuild.class)
                .setParameter("state", BuildState.QUEUED)
                .setParameter("now", now)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    private static List<ImageBuild> silent(Tx tx, Instant now) {
        return tx.em()
                .createQuery("from ImageBuild b where b.state = :state and b.leasedUntil < :now", ImageBuild.class)
                .setParameter("state", BuildState.STARTED)
                .setParameter("now", now)
                .setMaxResults(50)
                .getResultList();
    }

    /** The embedded database is open in one server only, so what was being built when it ended is built no more. */
    void releaseAll() {
        builds.db().txRetrying(tx -> {
            tx.em()
                    .createQuery("from ImageBuild b where b.state = :state", ImageBuild.class)
                    .setParameter("state", BuildState.STARTED)
                    .getResultList()
                    .forEach(build -> putBack(build, SILENT, Builder.Output.NONE, tx));
            return null;
        });
    }

    /** A sign of life; false when it is not this builder's any more. */
    boolean holds(Claim claim, BuildStep step) {
        return builds.db()
                        .tx(tx -> tx.em()
                                .createQuery("update ImageBuild b set b.leasedUntil = :until, b.step = :step"
                                        + " where b.id = :id and b.worker = :worker and b.state = :state")
                                .setParameter("until", builds.now().plus(LEASE))
                                .setParameter("step", step.word())
                                .setParameter("id", claim.id())
                                .setParameter("worker", claim.worker())
                                .setParameter("state", BuildState.STARTED)
                                .executeUpdate())
                == 1;
    }

    void done(Claim claim, Builder.Built built) {
        end(claim, (tx, build) -> {
            long bytes = results.place(build.hash(), built.files());
            build.done(bytes, builds.now());
            BuildFigures.ended(tx, build);
            keep(tx, build, built.answer(), built.output());
        });
    }

    void failed(Claim claim, Builder.Failed why) {
        end(claim, (tx, build) -> {
            build.fail(why.fault(), why.getMessage(), builds.now());
            BuildFigures.ended(tx, build);
            keep(tx, build, null, why.output());
        });
    }

    /** By no fault of its own: another attempt, as long as there are any. */
    void down(Claim claim, String why, Builder.Output output) {
        end(claim, (tx, build) -> putBack(build, why, output, tx));
    }

    /** The server is being stopped. */
    void giveBack(Claim claim) {
        end(claim, (tx, build) -> build.giveBack());
    }

    private void putBack(ImageBuild build, String why, Builder.Output output, Tx tx) {
        if (build.attempts() < ATTEMPTS) {
            build.putBack(why, builds.now().plus(backoff.after(build.attempts())));
        } else {
            build.fail(BuildFault.INFRASTRUCTURE, why, builds.now());
            BuildFigures.ended(tx, build);
            keep(tx, build, null, output);
        }
    }

    private static void keep(Tx tx, ImageBuild build, String answer, Builder.Output output) {
        tx.em().merge(new ImageResult(build.id(), answer, output));
    }

    private interface End {
        void of(Tx tx, ImageBuild build);
    }

    private void end(Claim claim, End end) {
        builds.db().txRetrying(tx -> {
            ImageBuild build = tx.em().find(ImageBuild.class, claim.id(), LockModeType.PESSIMISTIC_WRITE);
            if (build != null && claim.worker().equals(build.worker())) {
                end.of(tx, build);
            }
            return null;
        });
    }

    Instant now() {
        return builds.now();
    }

    /** The names of the builders that are at work, on any node. */
    List<String> workers() {
        return builds.db()
                .tx(tx -> tx.em()
                        .createQuery("select b.worker from ImageBuild b where b.state = :state", String.class)
                        .setParameter("state", BuildState.STARTED)
                        .getResultList());
    }
}
