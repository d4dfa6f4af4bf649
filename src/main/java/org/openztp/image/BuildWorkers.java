package org.openztp.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openztp.db.DbThread;
import org.openztp.image.BuildQueue.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builders of this node: each takes the build whose turn it is, makes it in a folder of its own, and tells what came of
 * it. One that is cancelled, or was given to another node, is broken off.
 */
final class BuildWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildWorkers.class);
    /** A build that another node queued, or one that is tried again, starts at most this late. */
    private static final long POLL_MILLIS = 2000;

    private static final Duration SIGN = Duration.ofSeconds(1);
    private static final long FAREWELL_SECONDS = 6;

    private final BuildQueue queue;
    private final Builder builder;
    private final Results results;
    private final Path work;
    private final int builders;
    private final Map<Claim, HeldBuild> held = new ConcurrentHashMap<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Semaphore news = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool(DbThread.named("ztp-build-"));
    private final ScheduledExecutorService signs =
            Executors.newSingleThreadScheduledExecutor(DbThread.named("ztp-build-sign-"));
    private volatile boolean closing;

    /**
     * @param work where each build has its folder while it is at work
     * @param builders at once on this node; 0: it makes none
     */
    BuildWorkers(BuildQueue queue, Builder builder, Results results, Path work, int builders) {
        this.queue = queue;
        this.builder = builder;
        this.results = results;
        this.work = work;
        this.builders = builders;
    }

    /**
     * Starts on threads of its own.
     *
     * @param after so long nothing is looked for yet, unless somebody asks for an image
     * @param before what has to be done before the first build is taken; repeated until it succeeds
     */
    void start(Duration after, Runnable before) {
        signs.scheduleWithFixedDelay(
                () -> held.values().forEach(HeldBuild::sign), SIGN.toMillis(), SIGN.toMillis(), TimeUnit.MILLISECONDS);
        threads.execute(() -> prepare(after, before));
        for (int i = 0; i < builders; i++) {
            threads.execute(this::workOn);
        }
    }

    private void prepare(Duration after, Runnable before) {
        awaitNews(after.toMillis());
        while (!closing && ready.getCount() > 0) {
            try {
                before.run();
                ready.countDown();
            } catch (RuntimeException e) {
                LOG.warn("no image can be made yet: {}", e.toString());
                pause();
            }
        }
    }

    /** Looks for work now instead of a little later. */
    void nudge() {
        news.release();
    }

    private void workOn() {
        boolean isTroubled = false;
        while (!closing) {
            try {
                ready.await();
                if (!results.hasRoom() || !workOnce()) {
                    news.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
                    news.drainPermits();
                }
                isTroubled = false;
            } catch (InterruptedException e) {
                LOG.debug("a builder was interrupted between two builds");
            } catch (RuntimeException | Error e) {
                // whatever it is, this node has to make the next image
                if (!isTroubled) {
                    LOG.error("no image can be made now; it is tried again and again", e);
                }
                isTroubled = true;
                pause();
            }
        }
    }

    private void awaitNews(long millis) {
        try {
            news.tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("the server is closed while its builders start");
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("a pause was broken off");
        }
    }

    /** Makes the image whose turn it is; false when none waits. */
    boolean workOnce() {
        Optional<Claim> claim = queue.claim(builder.keepsSecrets());
        claim.ifPresent(this::carryOut);
        return claim.isPresent();
    }

    private void carryOut(Claim claim) {
        Path folder = work.resolve(claim.worker());
        HeldBuild build = new HeldBuild(queue, claim, Thread.currentThread());
        held.put(claim, build);
        try {
            build(claim, folder, build);
        } finally {
            held.remove(claim);
            build.letGo();
            Folders.delete(folder);
        }
    }

    private void build(Claim claim, Path folder, HeldBuild build) {
        try {
            Files.createDirectories(folder);
            Builder.Order order = new Builder.Order(queue.request(claim), claim.hash(), folder);
            Builder.Built built = builder.build(order, build);
            build.letGo();
            queue.done(claim, built);
        } catch (Builder.Failed e) {
            build.letGo();
            queue.failed(claim, e);
        } catch (Builder.Down e) {
            // what is interrupted while it reads or writes says so in its own way
            if (closing || build.isBrokenOff()) {
                brokenOff(claim, build);
            } else {
                build.letGo();
                LOG.warn("image {}: {}", claim.hash(), e.getMessage());
                queue.down(claim, e.getMessage(), e.output());
            }
        } catch (InterruptedException e) {
            brokenOff(claim, build);
        } catch (IOException | RuntimeException | Error e) {
            build.letGo();
            LOG.error("image {}", claim.hash(), e);
            queue.down(claim, "an error of the server: " + e.getClass().getSimpleName(), Builder.Output.NONE);
        }
    }

    private void brokenOff(Claim claim, HeldBuild build) {
        build.letGo();
        if (closing) {
            queue.giveBack(claim);
        } else {
            LOG.info("image {} is not wanted from here any more", claim.hash());
        }
    }

    /** Breaks off what is at work, which is queued again, and waits for that, for a bounded time. */
    @Override
    public void close() {
        closing = true;
        signs.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a build does not end; it is taken up by another builder in a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
