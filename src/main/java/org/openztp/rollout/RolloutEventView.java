package org.openztp.rollout;

import java.time.Instant;

/** @param actor null for the server itself */
public record RolloutEventView(Instant at, String actor, String message) {
    static RolloutEventView of(RolloutEvent event) {
        return new RolloutEventView(event.at(), event.actor(), event.message());
    }
}
