package org.openztp.image;

import java.util.EnumSet;
import java.util.Set;

/** How far an image is; {@link #next} is the whole table of its transitions. */
public enum BuildState {
    /** Waits for its turn. */
    QUEUED,
    /** A builder is at work on it. */
    STARTED,
    /** It can be fetched. */
    DONE,
    /** It came to nothing. */
    FAILED,
    /** An operator took it back. */
    CANCELLED;

    /** The states that may follow this one; what has ended is asked for anew once it is out of date. */
    public Set<BuildState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(STARTED, CANCELLED);
            case STARTED -> EnumSet.of(QUEUED, DONE, FAILED, CANCELLED);
            case DONE, FAILED, CANCELLED -> EnumSet.of(QUEUED);
        };
    }

    public boolean isEnd() {
        return this == DONE || this == FAILED || this == CANCELLED;
    }
}
