package org.openztp.archive;

/**
 * A file or a link of a configuration.
 *
 * @param path without a slash in front
 * @param sha256 of the file's content; null for a link
 * @param target of the link; null for a file
 */
public record Item(String path, long bytes, String sha256, String target) {
    boolean sameAs(Item other) {
        return path.equals(other.path) && identity().equals(other.identity());
    }

    String identity() {
        return target == null ? "file " + sha256 : "link " + target;
    }
}
