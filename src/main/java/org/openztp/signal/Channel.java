package org.openztp.signal;

import java.time.Duration;

/** A way out. */
interface Channel {
    /** So long an answer may take. */
    Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Sends it once, outside any transaction. Nothing in it is waited for longer than {@link #PATIENCE}; where one attempt
     * is several turns, {@link Lanes} bounds what that costs.
     */
    Outcome send(Target target, Delivery delivery) throws InterruptedException;
}
