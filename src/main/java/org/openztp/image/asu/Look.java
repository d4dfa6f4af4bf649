package org.openztp.image.asu;

import org.openztp.image.ImageBuild;
import org.openztp.image.ImageResult;

/**
 * How a build stands.
 *
 * @param ahead how many are made before it; 0 for one that does not wait
 * @param result null for one that has not ended
 */
record Look(ImageBuild build, long ahead, ImageResult result) {
    String hash() {
        return build.hash();
    }
}
