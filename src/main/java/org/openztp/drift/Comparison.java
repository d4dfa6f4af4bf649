package org.openztp.drift;

import java.util.Map;
import java.util.Optional;
import org.openztp.firmware.store.Firmware;

/**
 * Whether a device runs what it should. A release alone does not tell two builds of one release apart; where this server has
 * seen the device run an image of it, that image counts.
 *
 * @param image that it should run; null where there is none
 * @param words why, for people; empty where all is well
 */
record Comparison(DriftState state, Firmware image, String words) {
    /** @param byBoard the images of the build that is wished for */
    static Comparison of(Candidate device, Wish wish, Map<String, Firmware> byBoard, Optional<Past.Ended> proven) {
        String build = wish.desired().build();
        if (byBoard.isEmpty()) {
            return without(DriftState.NO_IMAGE, "the store has no image of the build " + build);
        }
        if (device.board() == null) {
            return without(DriftState.UNKNOWN, "it has not told its board");
        }
        Firmware image = byBoard.get(device.board());
        if (image == null) {
            return without(DriftState.NO_IMAGE, "the build " + build + " has no image for " + device.board());
        }
        if (image.fault() != null) {
            return without(DriftState.NO_IMAGE, image.file() + ": " + image.fault());
        }
        Optional<Past.Ended> runs = proven.filter(seen -> isStillRun(seen, device));
        if (runs.isPresent()) {
            return runs.get().sha256().equals(image.sha256())
                    ? new Comparison(DriftState.OK, image, "")
                    : new Comparison(
                            DriftState.DRIFTED,
                            image,
                            "it runs another image, of upgrade " + runs.get().id());
        }
        if (image.release() == null || device.release() == null) {
            String words =
                    image.release() == null ? "the image does not say its release" : "it has not told its release";
            return new Comparison(DriftState.UNKNOWN, image, words);
        }
        return image.release().equals(device.release())
                ? new Comparison(DriftState.OK, image, "")
                : new Comparison(DriftState.DRIFTED, image, "it runs " + device.release() + ", not " + image.release());
    }

    /** It may have been flashed by somebody else since. */
    private static boolean isStillRun(Past.Ended seen, Candidate device) {
        return seen.release() == null || seen.release().equals(device.release());
    }

    private static Comparison without(DriftState state, String words) {
        return new Comparison(state, null, words);
    }
}
