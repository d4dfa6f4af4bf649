package org.openztp.drift;

import java.util.List;
import org.openztp.desired.DesiredImage;
import org.openztp.tailored.TailoredView;

/**
 * The image that a device is to have of its own, as the API shows it.
 *
 * @param wanted null where its definition wants none
 * @param state whether it runs that; null where none is wanted
 * @param words why; empty where all is well
 * @param release that the image is of, or would be; null where none can be made
 * @param making how far it is; null where there was never one
 */
public record DeviceImageView(
        long deviceId, Wanted wanted, DriftState state, String words, String release, TailoredView making) {
    /** As it is written. */
    public record Wanted(List<String> packages, String version, String filesystem, String fix, String source) {
        static Wanted of(Wish wish) {
            DesiredImage image = wish.image();
            return new Wanted(
                    image.packages(),
                    image.version().orElse(null),
                    image.filesystem().orElse(null),
                    image.automatic() ? "automatic" : "report",
                    wish.source());
        }
    }
}
