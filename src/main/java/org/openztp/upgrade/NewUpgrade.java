package org.openztp.upgrade;

import java.time.Instant;
import java.util.Map;
import org.openztp.openwrt.InvalidValue;

/**
 * What is asked for: an image of the store, or the one that a build has for the router's board.
 *
 * @param image its number; null where the build is named
 * @param build as CATEGORY/VERSION; null where the image is
 * @param options sysupgrade's letters and whether they are wanted; null for none
 * @param deadline until when the router has to be there; null: as the settings say
 */
record NewUpgrade(Long image, String build, Map<String, Boolean> options, Instant deadline) {
    /** @throws InvalidValue naming the field and what to mend */
    NewUpgrade {
        if ((image == null) == (build == null)) {
            throw new InvalidValue(
                    "image, build: the number of an image or the name of a build is wanted, and not both");
        }
        if (build != null && !build.matches("[^/]{1,64}/[^/]{1,64}")) {
            throw new InvalidValue("build: CATEGORY/VERSION is wanted, such as campus/24.10.2");
        }
    }

    String category() {
        return build.substring(0, build.indexOf('/'));
    }

    String version() {
        return build.substring(build.indexOf('/') + 1);
    }
}
