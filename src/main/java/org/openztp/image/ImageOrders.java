package org.openztp.image;

import jakarta.persistence.LockModeType;
import java.time.Duration;
import org.openztp.auth.Caller;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Problem;

/** What operators want of images on demand: one asked for, shown, taken back, kept. */
final class ImageOrders {
    private static final Duration LATER = Duration.ofMinutes(5);

    private final ImageBuilds builds;

    ImageOrders(ImageBuilds builds) {
        this.builds = builds;
    }

    /** @throws Problem 422 it cannot be asked for; 503 too many wait */
    ImageBuildView ask(NewImageBuild wanted, Caller caller) {
        try {
            String target = wanted.target() == null
                    ? builds.target(wanted.knownVersion(), wanted.knownProfile())
                    : wanted.target();
            return show(builds.order(wanted.request(target), caller.name()).id());
        } catch (Refused e) {
            throw e.reason() == Refused.Reason.QUEUE
                    ? Problem.unavailable(e.getMessage(), LATER)
                    : Problem.unprocessable(e.getMessage());
        }
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
