package org.openztp.upgrade;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** How far an upgrade is; {@link #next} is the whole table of its transitions. */
public enum UpgradeState {
    /** Waits for its turn, for its next attempt, or for the router's call. */
    QUEUED,
    /** The router is asked who it is, whether it has the image already, and whether there is room. */
    CHECKING,
    /** The image goes to the router, and is checked there. */
    TRANSFERRING,
    /** From here on the router may be flashed: nothing but the router itself takes it back. */
    FLASHING,
    /** It was flashed, or is being flashed; it is expected back. */
    REBOOTING,
    /** It is back in another boot, and shows what it runs. */
    VERIFYING,
    /** It runs what was promised, as the router itself has shown. */
    SUCCESS,
    /** It had the image already; nothing was done. */
    SKIPPED,
    /** It came to nothing. */
    FAILED,
    /** It would not have been right, as was found before anything was flashed. */
    ABORTED,
    /** An operator took it back before anything was flashed. */
    CANCELLED,
    /** The router was not there before the deadline. */
    EXPIRED;

    /** The states that may follow this one. */
    public Set<UpgradeState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(CHECKING, FAILED, ABORTED, CANCELLED, EXPIRED);
            case CHECKING -> EnumSet.of(QUEUED, TRANSFERRING, FLASHING, SKIPPED, FAILED, ABORTED, CANCELLED);
            case TRANSFERRING -> EnumSet.of(QUEUED, FLASHING, SKIPPED, FAILED, ABORTED, CANCELLED);
            case FLASHING -> EnumSet.of(QUEUED, REBOOTING, VERIFYING, FAILED);
            case REBOOTING -> EnumSet.of(VERIFYING, FAILED);
            case VERIFYING -> EnumSet.of(SUCCESS, FAILED);
            case SUCCESS, SKIPPED, FAILED, ABORTED, CANCELLED, EXPIRED -> EnumSet.noneOf(UpgradeState.class);
        };
    }

    /** As pages write it. */
    public String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }

    public boolean isEnd() {
        return next().isEmpty();
    }

    /** Whether nothing was flashed yet, so that it can still be taken back. */
    public boolean isBeforeFlash() {
        return this == QUEUED || isPreparing();
    }

    /** Whether the router is being prepared, and nothing was flashed yet. */
    boolean isPreparing() {
        return this == CHECKING || this == TRANSFERRING;
    }

    /** Whether the router may be away because it was flashed. */
    boolean isAfterFlash() {
        return this == FLASHING || this == REBOOTING || this == VERIFYING;
    }
}
