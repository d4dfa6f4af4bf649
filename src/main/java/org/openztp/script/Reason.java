package org.openztp.script;

/** Why a script run or a provisioning did not succeed, as the API says it. */
public final class Reason {
    public static final String SSH_UNREACHABLE = "ssh_unreachable";
    public static final String SSH_AUTH = "ssh_auth";
    public static final String HOST_KEY_CHANGED = "host_key_changed";
    public static final String WRONG_DEVICE = "wrong_device";
    public static final String ADDRESS_NOT_ALLOWED = "address_not_allowed";
    public static final String NOT_OPENWRT = "not_openwrt";
    /** A file of conf is missing or wrong; the words name it. */
    public static final String BAD_FILE = "bad_file";

    public static final String SCRIPT_FAILED = "script_failed";
    public static final String SCRIPT_TIMEOUT = "script_timeout";
    public static final String STEP_FAILED = "step_failed";
    /** The device undid a step that cut it off. */
    public static final String ROLLED_BACK = "rolled_back";
    /** Another plan is at work on the device. */
    public static final String BUSY = "busy";

    public static final String NO_PATTERN = "no_pattern";
    public static final String POOL_EXHAUSTED = "pool_exhausted";
    /** The definition, or what it draws on, is wrong; the words say file and line. */
    public static final String BAD_PLAN = "bad_plan";

    public static final String FLASH_FAILED = "flash_failed";
    public static final String NEVER_CAME_BACK = "never_came_back";
    /** It began and will never tell how it ended. */
    public static final String INTERRUPTED = "interrupted";

    /** Its upgrade comes first. */
    public static final String UPGRADE = "upgrade";
    /** It does not run what it should, and the upgrade to that came to nothing. */
    public static final String UPGRADE_FAILED = "upgrade_failed";

    /** Another box has the device's place; nothing is done to it. */
    public static final String REPLACED = "replaced";

    private Reason() {}
}
