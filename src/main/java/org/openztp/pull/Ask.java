package org.openztp.pull;

import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * A device that asks for work.
 *
 * @param boot its boot id
 * @param flashing the release that it was to be flashed to by a flash that has not taken; empty without
 * @param proof HMAC over {@code work ID NONCE BOOT FLASHING}, with {@code -} for an empty one
 */
record Ask(String nonce, String boot, String flashing, String proof) {
    static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9._+~-]{0,40}");

    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern BOOT = Pattern.compile("[0-9a-f-]{8,40}");

    Ask {
        flashing = flashing == null ? "" : flashing;
        if (nonce == null || !NONCE.matcher(nonce).matches()) {
            throw new InvalidValue("nonce: 32 hex digits of a registration's answer are wanted");
        }
        if (boot == null || !BOOT.matcher(boot).matches()) {
            throw new InvalidValue("boot: the text of /proc/sys/kernel/random/boot_id is wanted");
        }
        if (!RELEASE.matcher(flashing).matches()) {
            throw new InvalidValue("flashing: a release is wanted");
        }
        if (proof == null) {
            throw new InvalidValue("proof: missing");
        }
    }

    String message(long deviceId) {
        return "work " + deviceId + " " + nonce + " " + boot + " " + (flashing.isEmpty() ? "-" : flashing);
    }
}
