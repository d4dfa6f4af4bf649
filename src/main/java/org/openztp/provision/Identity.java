package org.openztp.provision;

import java.util.LinkedHashMap;
import java.util.Map;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;

/**
 * What a device says of itself over SSH.
 *
 * @param flashing the release that it was to be flashed to by a flash that has not taken; empty without
 */
record Identity(Facts facts, String flashing) {
    /**
     * Reads the lines of {@code conf/device/facts.sh}.
     *
     * @throws InvalidValue this is no OpenWrt, or what it says cannot be
     */
    static Identity parse(String lines) {
        Map<String, String> said = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                said.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        if (!said.containsKey(Facts.RELEASE)) {
            throw new InvalidValue("it tells no release of OpenWrt");
        }
        String flashing = said.remove("flashing");
        return new Identity(Facts.of(said), flashing == null ? "" : flashing);
    }

    String release() {
        return facts.find(Facts.RELEASE).orElse("");
    }

    String board() {
        return facts.find(Facts.BOARD_NAME).orElse("");
    }
}
