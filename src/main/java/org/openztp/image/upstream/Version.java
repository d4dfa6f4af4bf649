package org.openztp.image.upstream;

/**
 * One version that images can be built of.
 *
 * @param name for instance {@code 23.05.5}, {@code 24.10-SNAPSHOT} or {@code SNAPSHOT}
 * @param branch for instance {@code 23.05}
 * @param path of its files below the upstream's address: {@code releases/23.05.5}
 * @param upstream where it is from, as {@code conf/upstream.yaml} calls it
 * @param standing what the upstream calls it; null for one of many
 */
public record Version(String name, String branch, String path, String upstream, Standing standing) {
    /** In the order in which clients are told of the latest. */
    public enum Standing {
        UPCOMING,
        STABLE,
        OLDSTABLE
    }
}
