package org.openztp.image.asu;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.image.BuildState;
import org.openztp.image.ImageBuild;
import org.openztp.image.ImageBuilds;
import org.openztp.image.ImageRequest;
import org.openztp.image.Refused;
import org.openztp.image.asu.wire.Recent;

/**
 * How builds stand, for those who poll: thousands do while one is made. Those on their way come from memory, as they were
 * less than a second ago on any node; the others from their row.
 */
final class Looks {
    private static final Duration FRESH = Duration.ofMillis(400);
    private static final Duration FIGURES = Duration.ofMinutes(1);
    private static final int MOST = 2000;
    private static final int POPULAR = 50;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Db db;
    private final ImageBuilds builds;
    private final InstantSource clock;
    private final Recent<Map<String, Look>> queue;
    private final Recent<Figures> figures;

    Looks(Db db, ImageBuilds builds, InstantSource clock) {
        this.db = db;
        this.builds = builds;
        this.clock = clock;
        this.queue = new Recent<>(() -> db.tx(this::unfinished), FRESH);
        this.figures = new Recent<>(() -> db.tx(tx -> Figures.read(tx, latest(tx), POPULAR, clock.instant())), FIGURES);
    }

    /** A minute old at most. */
    Figures figures() {
        return figures.get();
    }

    /** Without seeds, which are nobody's business. */
    private List<ImageBuild> latest(Tx tx) {
        return builds.newest(tx, MOST).stream().filter(build -> !build.isSeed()).toList();
    }

    private Map<String, Look> unfinished(Tx tx) {
        Map<String, Look> looks = new HashMap<>();
        builds.unfinished(tx, BuildState.STARTED).forEach(build -> looks.put(build.hash(), new Look(build, 0, null)));
        List<ImageBuild> waiting = builds.unfinished(tx, BuildState.QUEUED);
        for (int i = 0; i < waiting.size(); i++) {
            looks.put(waiting.get(i).hash(), new Look(waiting.get(i), i, null));
        }
        return looks;
    }

    /**
     * The build for a request, found or queued by this call.
     *
     * @throws Refused it cannot be asked for
     */
    Look order(ImageRequest request, String asker) {
        ImageBuild build = builds.order(request, asker);
        return db.tx(tx -> look(tx, build));
    }

    /**
     * The target of a profile, where only one of the version has it.
     *
     * @throws Refused none has it, or several do
     */
    String target(String version, String profile) {
        return builds.target(version, profile);
    }

    /** Empty for one that nobody asked for, or that is no more. */
    Optional<Look> find(String hash) {
        if (!HASH.matcher(hash).matches()) {
            return Optional.empty();
        }
        Look onItsWay = queue.get().get(hash);
        return onItsWay != null
                ? Optional.of(onItsWay)
                : db.tx(tx -> builds.find(tx, hash).filter(this::isTold).map(build -> look(tx, build)));
    }

    /** Who waits for what came to nothing learns that, though the next who asks begins anew. */
    private boolean isTold(ImageBuild build) {
        return build.state() != BuildState.DONE || build.isFresh(clock.instant());
    }

    private Look look(Tx tx, ImageBuild build) {
        if (build.state().isEnd()) {
            return new Look(build, 0, builds.result(tx, build).orElse(null));
        }
        return new Look(
                build, builds.place(tx, build).map(ImageBuilds.Place::ahead).orElse(0L), null);
    }

    /** How many wait. */
    long waiting() {
        return queue.get().values().stream()
                .filter(look -> look.build().state() == BuildState.QUEUED)
                .count();
    }
}
