package org.openztp.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.auth.Vault;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.image.Refused.Reason;
import org.openztp.openwrt.InvalidValue;

/** All images that were asked for. What takes a transaction is part of the caller's. */
public final class ImageBuilds {
    /** One who asks has a quarter of the queue at most: others find room in it. */
    private static final int SHARE = 4;

    private static final Duration USED = Duration.ofMinutes(10);
    private static final Duration GUESS = Duration.ofMinutes(2);
    private static final int RECENT = 20;

    private final Db db;
    private final Wishes wishes;
    private final Vault vault;
    private final int longestQueue;
    private final InstantSource clock;
    private Runnable wake = () -> {};

    public ImageBuilds(Db db, Wishes wishes, Vault vault, int longestQueue, InstantSource clock) {
        this.db = db;
        this.wishes = wishes;
        this.vault = vault;
        this.longestQueue = longestQueue;
        this.clock = clock;
    }

    /** @param news run after something new was queued */
    void waking(Runnable news) {
        wake = news;
    }

    /**
     * The image for a request: found, on its way, or queued by this call, in transactions of its own. However many ask for
     * the same one, it is made once.
     *
     * @param asker who shares the builders with others; an address, or a user
     * @throws Refused it cannot be asked for
     */
    public ImageBuild order(ImageRequest asked, String asker) {
        ImageRequest request = db.tx(tx -> wishes.resolved(tx, asked));
        String hash = request.hash();
        return db.txRetrying(tx -> {
            Instant now = clock.instant();
            Optional<ImageBuild> earlier = find(tx, hash);
            if (earlier.isPresent() && earlier.get().isFresh(now)) {
                if (earlier.get().usedAt().isBefore(now.minus(USED))) {
                    earlier.get().use(now);
                }
                if (earlier.get().state() == BuildState.QUEUED) {
                    tx.afterCommit(() -> wake.run()); // a server that was killed may have been started just now
                }
                return earlier.get();
            }
            earlier.ifPresent(build -> BuildFigures.left(tx, build));
            return queue(tx, earlier.orElseGet(() -> new ImageBuild(request, now)), request, asker);
        });
    }

    /**
     * A seed image, queued by this call in a transaction of its own. Each call is another one.
     *
     * @param defaults makes what the router runs at its first start, in that transaction, and again if it is repeated
     * @throws Refused it cannot be asked for
     */
    ImageBuild orderSeed(ImageRequest asked, Function<Tx, String> defaults, String asker) {
        return db.txRetrying(tx -> {
            ImageRequest request = wishes.resolved(tx, asked).starting(defaults.apply(tx));
            return queue(tx, ImageBuild.seed(request, clock.instant()), request, asker);
        });
    }

    private ImageBuild queue(Tx tx, ImageBuild build, ImageRequest request, String asker) {
        wishes.check(tx, request);
        checkRoom(tx, asker);
        byte[] sealed = request.firstStart()
                .map(defaults -> vault.seal(defaults.getBytes(UTF_8), context(build.hash())))
                .orElse(null);
        build.ask(request, sealed, asker, place(tx, asker), clock.instant());
        tx.em().persist(build);
        tx.afterCommit(() -> wake.run());
        return build;
    }

    /**
     * The target of a profile or a board, where only one of the version has it; in a transaction of its own.
     *
     * @throws Refused none has it, or several do
     */
    public String target(String version, String profile) {
        return db.tx(tx -> wishes.target(tx, version, profile));
    }

    /** What {@code defaults} are sealed for. */
    static String context(String hash) {
        return "defaults of image " + hash;
    }

    private void checkRoom(Tx tx, String asker) {
        long all = count(tx, BuildState.QUEUED);
        if (all >= longestQueue) {
            throw new Refused(Reason.QUEUE, "server overload, queue contains too many build requests: " + all);
        }
        long own = tx.em()
                .createQuery(
                        "select count(b) from ImageBuild b where b.asker = :asker and b.state = :state", Long.class)
                .setParameter("asker", asker)
                .setParameter("state", BuildState.QUEUED)
                .getSingleResult();
        if (own >= Math.max(1, longestQueue / SHARE)) {
            throw new Refused(Reason.QUEUE, "server overload, too many build requests of this client: " + own);
        }
    }

    /** One behind the last of the same client's, and not before the first of all: so those who wait take turns. */
    private static long place(Tx tx, String asker) {
        Long first = turn(tx, "select min(b.turn) from ImageBuild b where b.state = :state", BuildState.QUEUED, null);
        long floor = first == null ? 0 : first;
        String own = "select max(b.turn) from ImageBuild b where b.asker = :asker and b.state = :state";
        Long waiting = turn(tx, own, BuildState.QUEUED, asker);
        Long started = turn(tx, own, BuildState.STARTED, asker);
        long last = Math.max(waiting == null ? -1 : waiting, started == null ? -1 : started);
        return Math.max(floor, last + 1);
    }

    private static Long turn(Tx tx, String query, BuildState state, String asker) {
        TypedQuery<Long> typed = tx.em().createQuery(query, Long.class).setParameter("state", state);
        if (asker != null) {
            typed.setParameter("asker", asker);
        }
        return typed.getSingleResult();
    }

    /** By the request's hash, whatever became of it. */
    public Optional<ImageBuild> find(Tx tx, String hash) {
        return tx.em()
                .createQuery("from ImageBuild b where b.hash = :hash", ImageBuild.class)
                .setParameter("hash", hash)
                .getResultStream()
                .findFirst();
    }

    /**
     * All that are in a state that is no end, in the order of their turns.
     *
     * @param state QUEUED or STARTED: bounded by the queue, and by the builders
     */
    public List<ImageBuild> unfinished(Tx tx, BuildState state) {
        return tx.em()
                .createQuery(
                        "from ImageBuild b where b.state = :state order by b.state, b.turn, b.id", ImageBuild.class)
                .setParameter("state", state)
                .getResultList();
    }

    /** The latest, newest first, whatever became of them: what figures are made of. */
    public List<ImageBuild> newest(Tx tx, int most) {
        return tx.em()
                .createQuery("from ImageBuild b order by b.id desc", ImageBuild.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** The versions that can be asked for, newest first. */
    List<String> versions(Tx tx) {
        return wishes.versions(tx);
    }

    /** The URLs below which requests may name repositories of their own. */
    public List<String> repositories() {
        return wishes.repositories();
    }

    /** What came of one that is done or has failed. */
    public Optional<ImageResult> result(Tx tx, ImageBuild build) {
        return Optional.ofNullable(tx.em().find(ImageResult.class, build.id()));
    }

    /**
     * Where one stands in the queue.
     *
     * @param ahead how many are made before it
     * @param left until it is made, as far as can be told
     */
    public record Place(long ahead, Duration left) {}

    /** Empty for one that does not wait. */
    public Optional<Place> place(Tx tx, ImageBuild build) {
        if (build.state() != BuildState.QUEUED) {
            return Optional.empty();
        }
        long ahead =
                ahead(tx, "b.turn < :turn", build, false) + ahead(tx, "b.turn = :turn and b.id < :id", build, true);
        long atWork = Math.max(1, count(tx, BuildState.STARTED));
        return Optional.of(new Place(
                ahead, usual(tx).multipliedBy(ahead + 1).dividedBy(atWork).truncatedTo(ChronoUnit.SECONDS)));
    }

    private static long ahead(Tx tx, String where, ImageBuild build, boolean byId) {
        TypedQuery<Long> query = tx.em()
                .createQuery("select count(b) from ImageBuild b where b.state = :state and " + where, Long.class)
                .setParameter("state", BuildState.QUEUED)
                .setParameter("turn", build.turn());
        if (byId) {
            query.setParameter("id", build.id());
        }
        return query.getSingleResult();
    }

    static long count(Tx tx, BuildState state) {
        return tx.em()
                .createQuery("select count(b) from ImageBuild b where b.state = :state", Long.class)
                .setParameter("state", state)
                .getSingleResult();
    }

    /** How long the last ones took, on the average. */
    private static Duration usual(Tx tx) {
        List<Integer> seconds = tx.em()
                .createQuery(
                        "select b.seconds from ImageBuild b where b.state = :state order by b.state desc, b.endedAt desc",
                        Integer.class)
                .setParameter("state", BuildState.DONE)
                .setMaxResults(RECENT)
                .getResultList();
        double average = seconds.stream().mapToInt(Integer::intValue).average().orElse(GUESS.toSeconds());
        return Duration.ofSeconds(Math.max(1, Math.round(average)));
    }

    /**
     * Newest first.
     *
     * @param state null for all
     * @throws InvalidValue the cursor is none of ours
     */
    Page<ImageBuild> list(Tx tx, BuildState state, String cursor, int limit) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        TypedQuery<ImageBuild> query = tx.em()
                .createQuery(
                        "from ImageBuild b where b.id < :before" + (state == null ? "" : " and b.state = :state")
                                + " order by " + (state == null ? "" : "b.state desc, ") + "b.id desc",
                        ImageBuild.class)
                .setParameter("before", cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor))
                .setMaxResults(limit + 1);
        if (state != null) {
            query.setParameter("state", state);
        }
        List<ImageBuild> rows = query.getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<ImageBuild> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).id()));
    }

    Db db() {
        return db;
    }

    Instant now() {
        return clock.instant();
    }
}
