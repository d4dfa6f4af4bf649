package org.openztp.image;

import jakarta.persistence.LockModeType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.auth.Caller;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators want of images on demand: one asked for, shown, fetched, taken back, kept. */
public final class ImageOrders {
    private static final Logger LOG = LoggerFactory.getLogger(ImageOrders.class);

    private final ImageBuilds builds;
    private final Results results;

    ImageOrders(ImageBuilds builds, Results results) {
        this.builds = builds;
        this.results = results;
    }

    /** @throws Problem 422 it cannot be asked for; 503 too many wait */
    ImageBuildView ask(NewImageBuild wanted, Caller caller) {
        try {
            return show(builds.order(request(wanted), caller.name()).id());
        } catch (Refused e) {
            throw e.problem();
        }
    }

    /**
     * Asks for an image with secrets of this server inside.
     *
     * @param defaults makes what the router runs at its first start, in the transaction that queues the image
     * @throws Problem 422 it cannot be asked for; 503 too many wait
     */
    public ImageBuildView askSeed(NewImageBuild wanted, Function<Tx, String> defaults, Caller caller) {
        try {
            ImageBuild build = builds.orderSeed(request(wanted), defaults, caller.name());
            LOG.info("{} has ordered the seed image {}: {}", caller.name(), build.id(), build.request());
            return show(build.id());
        } catch (Refused e) {
            throw e.problem();
        }
    }

    private ImageRequest request(NewImageBuild wanted) {
        return wanted.request(
                wanted.target() == null
                        ? builds.target(wanted.knownVersion(), wanted.knownProfile())
                        : wanted.target());
    }

    /**
     * One of the files that were made.
     *
     * @throws Problem 404
     */
    Path file(long id, String name, Caller caller) {
        ImageBuild build = builds.db().tx(tx -> get(tx, id));
        Path file = Optional.of(build)
                .filter(each -> each.state() == BuildState.DONE)
                .flatMap(each -> results.find(each, name))
                .orElseThrow(() -> Problem.notFound("image build " + id + " has no file of this name"));
        if (build.isSeed()) {
            LOG.info("{} fetches {} of the seed image {}", caller.name(), name, id);
        }
        return file;
    }

    /** @throws Problem 404 */
    ImageBuildView show(long id) {
        return builds.db().tx(tx -> view(tx, get(tx, id)));
    }

    private ImageBuildView view(Tx tx, ImageBuild build) {
        return ImageBuildView.of(
                build,
                builds.place(tx, build).orElse(null),
                builds.result(tx, build).orElse(null));
    }

    private static ImageBuild get(Tx tx, long id) {
        ImageBuild build = tx.em().find(ImageBuild.class, id);
        if (build == null) {
            throw Problem.notFound("no image build " + id);
        }
        return build;
    }

    /** Newest first; a page of them. */
    Page<ImageBuildView> list(BuildState state, String cursor, int limit) {
        return builds.db().tx(tx -> builds.list(tx, state, cursor, limit).map(ImageBuildView::of));
    }

    /**
     * Takes one back that waits or is at work; its builder notices within seconds.
     *
     * @throws Problem 404, or 409 when it has ended
     */
    ImageBuildView cancel(long id, Caller caller) {
        return change(id, (tx, build) -> {
            if (build.state().isEnd()) {
                throw Problem.conflict("image build " + id + " is " + build.state() + ": it has ended");
            }
            build.cancel(caller.name(), builds.now());
            BuildFigures.ended(tx, build);
        });
    }

    /**
     * Keeps an image beyond its time, or does so no more.
     *
     * @throws Problem 404, or 409 for one that is not done
     */
    ImageBuildView pin(long id, boolean keep) {
        return change(id, (tx, build) -> {
            if (keep && build.state() != BuildState.DONE) {
                throw Problem.conflict("image build " + id + " is " + build.state() + ": there is nothing to keep");
            }
            build.pin(keep);
        });
    }

    /** The versions there are images of, newest first. */
    List<String> versions() {
        return builds.db().tx(builds::versions);
    }

    Instant now() {
        return builds.now();
    }

    private interface Change {
        void of(Tx tx, ImageBuild build);
    }

    private ImageBuildView change(long id, Change change) {
        return builds.db().txRetrying(tx -> {
            ImageBuild build = get(tx, id);
            tx.em().refresh(build, LockModeType.PESSIMISTIC_WRITE);
            change.of(tx, build);
            return view(tx, build);
        });
    }
}
