package org.openztp.upgrade;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.openztp.ssh.HostKey;

/**
 * What a router showed of itself in one look.
 *
 * @param mark the key of the upgrade whose flash was about to begin and has not shown to have taken; empty without
 * @param refused the key of an upgrade whose sysupgrade ended before it began, and what that said; empty where none did
 * @param hostKey the one it showed, where any was let pass; null where it is the one on record
 */
record Seen(
        String bootId, String board, String release, String revision, String mark, String refused, HostKey hostKey) {
    private static final int LONGEST = 500;

    /** @param lines {@code name=value} each, as look.sh prints them; what is missing is empty */
    static Seen of(String bootId, String lines, HostKey hostKey) {
        Map<String, String> said = new HashMap<>();
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                said.putIfAbsent(line.substring(0, equals), cut(line.substring(equals + 1)));
            }
        });
        return new Seen(
                bootId,
                said.getOrDefault("board", ""),
                said.getOrDefault("release", ""),
                said.getOrDefault("revision", ""),
                said.getOrDefault("mark", ""),
                said.getOrDefault("refused", ""),
                hostKey);
    }

    /** What sysupgrade said when it refused to flash for this upgrade; empty when it did not. */
    String refusedBy(String key) {
        return refused.startsWith(key + " ")
                ? refused.substring(key.length() + 1).strip()
                : "";
    }

    Optional<HostKey> newKey() {
        return Optional.ofNullable(hostKey);
    }

    private static String cut(String value) {
        String line = value.strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }
}
