package org.openztp.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.openztp.auth.Vault;
import org.openztp.db.Db;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.job.Backoff;
import org.openztp.testkit.SettableClock;

/** Images on demand for tests of who wants them: made by a builder of the test's, whenever the test says so. */
public final class ToyImaging implements AutoCloseable {
    private static final int LONGEST = 100;

    private final Catalogue catalogue;
    private final Imaging imaging;
    private final BuildWorkers workers;

    public ToyImaging(Db db, Path folder, Builder builder, SettableClock clock) {
        Vault vault = new Vault(new byte[32]);
        catalogue = new Catalogue(new Branches(Path.of("conf", "branches.yaml"), clock));
        Wishes wishes = new Wishes(catalogue, Path.of("conf", "image.yaml"), clock);
        ImageBuilds builds = new ImageBuilds(db, wishes, vault, LONGEST, clock);
        imaging = new Imaging(
                builds,
                builder,
                new Imaging.Plant(folder, new ImageKey(folder.resolve("key")), 0, 1),
                vault,
                new Random(1));
        Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(2), new Random(1));
        BuildQueue queue = new BuildQueue(builds, vault, imaging.results(), backoff);
        workers = new BuildWorkers(queue, builder, imaging.results(), folder.resolve("work"), 0);
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    /** Whose care leaves no more than a byte of images. */
    public Imaging imaging() {
        return imaging;
    }

    /** Makes the image whose turn it is; false when none waits. */
    public boolean workOnce() {
        return workers.workOnce();
    }

    /** An operator takes the build of this hash back. */
    public void cancel(Db db, String hash) {
        db.txRetrying(tx -> {
            imaging.builds()
                    .find(tx, hash)
                    .orElseThrow()
                    .cancel("ops", imaging.builds().now());
            return null;
        });
    }

    @Override
    public void close() {
        workers.close();
        imaging.close();
    }
}
