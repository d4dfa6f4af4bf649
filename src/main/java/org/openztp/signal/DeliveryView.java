package org.openztp.signal;

import java.time.Instant;

/**
 * A delivery as the API shows it.
 *
 * @param delivery what the receiver gets as its id
 * @param answer what came of the last attempt; null before the first
 * @param nextAt when it is tried again; null when it has ended
 */
public record DeliveryView(
        long id,
        String delivery,
        String kind,
        String subject,
        String target,
        DeliveryState state,
        int attempts,
        String answer,
        Instant createdAt,
        Instant nextAt,
        Instant endedAt) {

    static DeliveryView of(Delivery d) {
        return new DeliveryView(
                d.id(),
                d.uuid(),
                d.kind(),
                d.subject(),
                d.target(),
                d.state(),
                d.attempts(),
                d.answer(),
                d.createdAt(),
                d.nextAt(),
                d.endedAt());
    }
}
