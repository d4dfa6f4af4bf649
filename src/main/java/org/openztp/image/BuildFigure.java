package org.openztp.image;

import java.time.LocalDate;

/**
 * How often something became of images.
 *
 * @param day on which they were asked for, by UTC; null for all days together
 * @param scope the version, of packages the branch; null for all
 * @param name the target, or the package; null for all
 */
public record BuildFigure(LocalDate day, Kind kind, String scope, String name, long amount) {
    /** What is counted. */
    public enum Kind {
        MADE,
        FAILED,
        CANCELLED,
        /** Asked for once more after it was made, once for each image however often. */
        AGAIN,
        /** That the builders were at work on those that were made. */
        SECONDS,
        /** Named for one that was made. */
        PACKAGE;

        /** Whether it stands for one image that was asked for. */
        public boolean isEnd() {
            return this == MADE || this == FAILED || this == CANCELLED;
        }
    }
}
