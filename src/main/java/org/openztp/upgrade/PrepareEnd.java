package org.openztp.upgrade;

import java.util.Arrays;
import java.util.Optional;

/** How the program of {@link UpgradeProgram#prepare} ends: by its exit code, with what that means for the operation. */
public enum PrepareEnd {
    READY(0, "FLASHING", ""),
    RUNS_ALREADY(20, "SKIPPED", "runs_already"),
    WRONG_DEVICE(21, "FAILED", "wrong_device"),
    WRONG_BOARD(22, "FAILED", "wrong_board"),
    NOT_OPENWRT(23, "FAILED", "not_openwrt"),
    NO_ROOM(30, "FAILED", "no_room"),
    TRANSFER_FAILED(31, "QUEUED", "transfer_failed"),
    INTEGRITY(32, "FAILED", "integrity"),
    IMAGE_REJECTED(33, "FAILED", "image_rejected"),
    INCOMPATIBLE(34, "FAILED", "incompatible"),
    NEEDS_WIPE(35, "FAILED", "needs_wipe"),
    BUSY(36, "QUEUED", "busy"),
    NOT_BROUGHT(37, "QUEUED", "transfer_failed");

    private final int exit;
    private final String state;
    private final String code;

    PrepareEnd(int exit, String state, String code) {
        this.exit = exit;
        this.state = state;
        this.code = code;
    }

    /** Empty for a code that the program does not have: something else ended it. */
    public static Optional<PrepareEnd> of(int exit) {
        return Arrays.stream(values()).filter(end -> end.exit == exit).findFirst();
    }

    int exit() {
        return exit;
    }

    /** The name of the operation's next state; QUEUED where it is worth another try. */
    public String state() {
        return state;
    }

    public String code() {
        return code;
    }
}
