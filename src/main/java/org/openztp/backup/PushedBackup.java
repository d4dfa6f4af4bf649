package org.openztp.backup;

import java.util.HexFormat;
import org.openztp.openwrt.InvalidValue;

/**
 * A configuration as a device brings it.
 *
 * @param nonce from the answer to its registration
 * @param proof HMAC over {@code backup DEVICE NONCE}, a line break and the content
 * @param content empty when the device could make none
 */
record PushedBackup(String nonce, String proof, byte[] content) {
    /** Twice that in hex, with the rest, is what a request may have. */
    private static final int MOST_BYTES = 500_000;

    /**
     * @param hex the content, two digits a byte
     * @throws InvalidValue saying what to mend
     */
    static PushedBackup of(String nonce, String proof, String hex) {
        if (nonce == null || !nonce.matches("[0-9a-f]{32}")) {
            throw new InvalidValue("nonce: that of the registration's answer is wanted");
        }
        if (proof == null || !proof.matches("[0-9a-f]{64}")) {
            throw new InvalidValue("proof: 64 hex digits are wanted");
        }
        if (hex == null || hex.length() > 2 * MOST_BYTES) {
            throw new InvalidValue("content: at most " + MOST_BYTES + " bytes in hex are wanted");
        }
        try {
            return new PushedBackup(nonce, proof, HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("content: hex digits are wanted");
        }
    }
}
