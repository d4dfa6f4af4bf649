package org.openztp.upgrade;

import java.util.Arrays;
import java.util.Optional;

/** How the program of {@link UpgradeProgram#flash} ends: by its exit code, with what that means for the operation. */
public enum FlashEnd {
    /** Whether it comes to anything is seen at the next boot. */
    BEGUN(246, "REBOOTING", ""),
    /** Nothing was flashed: what was prepared is gone, or is another operation's. */
    NOT_READY(40, "QUEUED", ""),
    INTEGRITY(32, "FAILED", "integrity"),
    NO_MARK(41, "FAILED", "flash_refused");

    private final int exit;
    private final String state;
    private final String code;

    FlashEnd(int exit, String state, String code) {
        this.exit = exit;
        this.state = state;
        this.code = code;
    }

    /** Empty for a code that the program does not have: something else ended it. */
    public static Optional<FlashEnd> of(int exit) {
        return Arrays.stream(values()).filter(end -> end.exit == exit).findFirst();
    }

    /** The name of the operation's next state. */
    public String state() {
        return state;
    }

    public String code() {
        return code;
    }
}
