package org.openztp.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;
import org.openztp.auth.Vault;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.http.Views;
import org.openztp.job.Backoff;
import org.openztp.job.Recurring;

/** The parts of images on demand, put together; closed by whoever made it. */
public final class Imaging implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
    /** The start of the server comes first: the first look for work takes half a second of a core. */
    private static final Duration AFTER_THE_START = Duration.ofSeconds(10);

    private final ImageBuilds builds;
    private final Results results;
    private final BuildQueue queue;
    private final BuildWorkers workers;
    private final BuildCare care;
    private final ImageOrders orders;
    private final ImageKey key;
    private final Path work;

    /**
     * What a node makes images with.
     *
     * @param folder for what was made, and for builds that are at work
     * @param key with which lists of files are signed
     * @param builders at once on this node; 0: it makes none
     * @param keptBytes all images together may have
     */
    public record Plant(Path folder, ImageKey key, int builders, long keptBytes) {}

    public Imaging(ImageBuilds builds, Builder builder, Plant plant, Vault vault, RandomGenerator random) {
        this.builds = builds;
        this.results = new Results(plant.folder().resolve("made"));
        this.work = plant.folder().resolve("work");
        this.queue = new BuildQueue(builds, vault, results, new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random));
        this.workers = new BuildWorkers(queue, builder, results, work, plant.builders());
        this.care = new BuildCare(builds, queue, results, work, plant.keptBytes());
        this.orders = new ImageOrders(builds, results);
        this.key = plant.key();
        builds.waking(workers::nudge);
    }

    /** Starts making images on this node, on threads of its own. */
    public void start() {
        workers.start(AFTER_THE_START, () -> {
            // no other server has this database: what was at work is none any more
            if (builds.db().vendor() == Vendor.H2) {
                Folders.delete(work);
                queue.releaseAll();
            }
        });
    }

    /** @param used whether somebody is about to use what was made for a request, by its hash: it is kept beyond its time */
    public Imaging keeping(BiPredicate<Tx, String> used) {
        care.keeping(used);
        return this;
    }

    public ImageBuilds builds() {
        return builds;
    }

    public Results results() {
        return results;
    }

    public ImageOrders orders() {
        return orders;
    }

    public ImageKey key() {
        return key;
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(new ImageBuildsResource(orders, key), new ImagePages(views, orders));
    }

    public Recurring care() {
        return care;
    }

    @Override
    public void close() {
        workers.close();
    }
}
