package org.openztp.archive;

/**
 * What became of one file from one version to another.
 *
 * @param before null for one that was added
 * @param after null for one that was removed
 * @param diff unified; null where none can be shown, and then {@code remark} says why
 */
public record FileChange(Kind kind, String path, Item before, Item after, String diff, String remark) {
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }
}
