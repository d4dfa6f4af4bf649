package org.openztp.drift;

import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredImage;

/**
 * What a device should run: a build of the store, or an image that is made.
 *
 * @param desired null for an image that is made
 * @param image null for a build
 * @param source where that is written, in words
 */
record Wish(DesiredBuild desired, DesiredImage image, String source) {
    boolean isMade() {
        return image != null;
    }

    boolean automatic() {
        return isMade() ? image.automatic() : desired.automatic();
    }
}
