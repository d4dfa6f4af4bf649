package org.openztp.pool;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Who takes from a pool.
 *
 * @param nodes the names it may have in a file with values kept for nodes: its serial number and its MAC, in any spelling
 */
public record Holder(long deviceId, List<String> nodes) {
    public Holder {
        nodes = nodes.stream().map(Holder::plain).distinct().toList();
    }

    /** A device by its serial number and its MAC; what is null does not count. */
    public static Holder of(long deviceId, String... nodes) {
        return new Holder(deviceId, Stream.of(nodes).filter(Objects::nonNull).toList());
    }

    static String plain(String node) {
        return node.replaceAll("[:.-]", "").toLowerCase(Locale.ROOT);
    }
}
