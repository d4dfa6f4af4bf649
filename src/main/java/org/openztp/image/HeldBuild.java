package org.openztp.image;

import java.time.Instant;
import org.openztp.image.BuildQueue.Claim;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A build at work: gives its signs of life, and interrupts its builder once it is not wanted any more. */
final class HeldBuild implements Builder.Watch {
    private static final Logger LOG = LoggerFactory.getLogger(HeldBuild.class);

    private final BuildQueue queue;
    private final Claim claim;
    private final Thread builder;
    private volatile BuildStep step = BuildStep.INIT;
    private Instant believedUntil;
    private boolean isHeld = true;
    private boolean isBrokenOff;

    HeldBuild(BuildQueue queue, Claim claim, Thread builder) {
        this.queue = queue;
        this.claim = claim;
        this.builder = builder;
        this.believedUntil = queue.now().plus(BuildQueue.LEASE);
    }

    @Override
    public void step(BuildStep now) {
        step = now;
    }

    /** For another thread than the builder's. A database that is away for less than the lease does no harm. */
    void sign() {
        boolean wanted;
        try {
            wanted = queue.holds(claim, step);
            believedUntil = queue.now().plus(BuildQueue.LEASE);
        } catch (RuntimeException e) {
            LOG.warn("image {}: no sign of life can be given now: {}", claim.hash(), e.toString());
            wanted = queue.now().isBefore(believedUntil);
        }
        if (!wanted) {
            breakOff();
        }
    }

    private synchronized void breakOff() {
        if (isHeld) {
            isBrokenOff = true;
            builder.interrupt();
        }
    }

    synchronized boolean isBrokenOff() {
        return isBrokenOff;
    }

    /** For the builder: from here on it is not interrupted, and what came too late is forgotten. */
    void letGo() {
        synchronized (this) {
            isHeld = false;
        }
        if (Thread.interrupted()) {
            LOG.debug("image {} was broken off at its end", claim.hash());
        }
    }
}
