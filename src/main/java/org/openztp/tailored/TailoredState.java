package org.openztp.tailored;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How far the image of a device is; {@link #next} is the whole table of its transitions. */
public enum TailoredState {
    /** It is to be made; the builders have not been asked yet. */
    WANTED,
    /** It is in the builders' queue, at work, or made before. */
    BUILDING,
    /** It is in the store, and is to be flashed. */
    STORED,
    /** Its upgrade is ordered; the upgrade's own state tells more. */
    UPGRADING,
    /** The device was seen to run it. */
    INSTALLED,
    /** It came to nothing. */
    FAILED;

    /** The states that may follow this one. */
    public Set<TailoredState> next() {
        return switch (this) {
            case WANTED -> EnumSet.of(WANTED, BUILDING, FAILED);
            case BUILDING -> EnumSet.of(WANTED, STORED, FAILED);
            case STORED -> EnumSet.of(WANTED, UPGRADING, FAILED);
            case UPGRADING -> EnumSet.of(INSTALLED, FAILED);
            case INSTALLED, FAILED -> EnumSet.of(WANTED, FAILED);
        };
    }

    /** Whether it is on its way to the upgrade, which is not ordered yet. */
    public boolean isMaking() {
        return this == WANTED || this == BUILDING || this == STORED;
    }

    /** As pages write it. */
    public String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
