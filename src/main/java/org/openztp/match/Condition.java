package org.openztp.match;

/** What a pattern asks of a device. */
interface Condition {
    /** @throws Regex.TooHard when it cannot be said */
    boolean holds(Known device);

    /** In words, why it does not hold for a device it does not hold for. */
    String otherwise(Known device);
}
