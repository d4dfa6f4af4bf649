package org.openztp.signal;

import java.util.EnumSet;
import java.util.Set;

/** How far the delivery of a signal to one target is. */
public enum DeliveryState {
    WAITING,
    DELIVERED,
    /** The target does not want it, or did not take it for a day; an operator may have it tried again. */
    GIVEN_UP;

    Set<DeliveryState> next() {
        return switch (this) {
            case WAITING -> EnumSet.of(WAITING, DELIVERED, GIVEN_UP);
            case GIVEN_UP -> EnumSet.of(WAITING);
            case DELIVERED -> EnumSet.noneOf(DeliveryState.class);
        };
    }
}
