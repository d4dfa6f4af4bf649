package org.openztp.upgrade;

/** Why an upgrade did not succeed or rests, as the API says it; codes of script.Reason stand beside these. */
final class UpgradeCode {
    static final String WRONG_BOARD = "wrong_board";
    static final String NO_ROOM = "no_room";
    static final String TRANSFER_FAILED = "transfer_failed";
    static final String INTEGRITY = "integrity";
    static final String IMAGE_REJECTED = "image_rejected";
    static final String INCOMPATIBLE = "incompatible";
    static final String NEEDS_WIPE = "needs_wipe";
    /** The file in the store is not what it was. */
    static final String IMAGE_SPOILT = "image_spoilt";

    /** Too few of the trusted keys signed the image. */
    static final String UNSIGNED = "unsigned";

    /** Its configuration could not be kept, which was required. */
    static final String BACKUP_FAILED = "backup_failed";

    static final String DEVICE_REMOVED = "device_removed";
    static final String TIMED_OUT = "timed_out";
    /** sysupgrade ended before it began; nothing was flashed. */
    static final String FLASH_REFUSED = "flash_refused";
    /** The router was never seen in another boot. */
    static final String NO_REBOOT = "no_reboot";
    /** It runs the old version, or another one than was promised. */
    static final String OLD_VERSION = "old_version";

    /** It was wiped, as was asked for, and nobody has approved whoever registered in its name since. */
    static final String NOT_APPROVED = "not_approved";

    static final String WRONG_BOARD_AFTER = "wrong_board_after";
    /** It runs what was promised, and a check of its definition does not hold. */
    static final String UNHEALTHY = "unhealthy";
    /** It started anew while it was watched. */
    static final String BOOT_LOOP = "boot_loop";
    /** The attempts are used up. */
    static final String GAVE_UP = "gave_up";

    private UpgradeCode() {}
}
