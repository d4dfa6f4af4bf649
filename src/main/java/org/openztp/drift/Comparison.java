package org.openztp.drift;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.firmware.store.Firmware;
import org.openztp.tailored.Choice;

/**
 * Whether a device runs what it should. A release alone does not tell two builds of one release apart; where this server has
 * seen the device run an image of it, that image counts.
 *
 * @param image that it should run; null where there is none
 * @param words why, for people; empty where all is well
 * @param build as CATEGORY/VERSION
 */
record Comparison(DriftState state, Firmware image, String words, String build) {
    private static final String ON_DEMAND = "on-demand/";
    private static final String NEWEST = "newest";

    /** @param byBoard the images of the build that is wished for */
    static Comparison of(Candidate device, Wish wish, Map<String, Firmware> byBoard, Optional<Past.Ended> proven) {
        String build = wish.desired().build();
        if (byBoard.isEmpty()) {
            return without(build, DriftState.NO_IMAGE, "the store has no image of the build " + build);
        }
        if (device.board() == null) {
            return without(build, DriftState.UNKNOWN, "it has not told its board");
        }
        Firmware image = byBoard.get(device.board());
        if (image == null) {
            return without(build, DriftState.NO_IMAGE, "the build " + build + " has no image for " + device.board());
        }
        if (image.fault() != null) {
            return without(build, DriftState.NO_IMAGE, image.file() + ": " + image.fault());
        }
        Optional<Past.Ended> runs = proven.filter(seen -> isStillRun(seen, device));
        if (runs.isPresent()) {
            return runs.get().sha256().equals(image.sha256())
                    ? new Comparison(DriftState.OK, image, "", build)
                    : new Comparison(
                            DriftState.DRIFTED,
                            image,
                            "it runs another image, of upgrade " + runs.get().id(),
                            build);
        }
        if (image.release() == null || device.release() == null) {
            String words =
                    image.release() == null ? "the image does not say its release" : "it has not told its release";
            return new Comparison(DriftState.UNKNOWN, image, words, build);
        }
        return image.release().equals(device.release())
                ? new Comparison(DriftState.OK, image, "", build)
                : new Comparison(
                        DriftState.DRIFTED, image, "it runs " + device.release() + ", not " + image.release(), build);
    }

    /** It may have been flashed by somebody else since. */
    private static boolean isStillRun(Past.Ended seen, Candidate device) {
        return seen.release() == null || seen.release().equals(device.release());
    }

    private static Comparison without(String build, DriftState state, String words) {
        return new Comparison(state, null, words, build);
    }

    /**
     * The same with an image that is made for it. Only what this server has flashed counts: a release does not tell what is
     * inside.
     *
     * @param hashes of the requests of which the image is that the device was seen to run
     */
    static Comparison ofMade(
            Candidate device, Wish wish, Choice choice, Optional<Past.Ended> proven, Set<String> hashes) {
        String version = choice.version().or(wish.image()::version).orElse(NEWEST);
        String build = ON_DEMAND + version;
        if (device.board() == null) {
            return without(build, DriftState.UNKNOWN, "it has not told its board");
        }
        if (choice.isRefused()) {
            return without(build, DriftState.NO_IMAGE, choice.words());
        }
        boolean isSeen = proven.filter(seen -> isStillRun(seen, device)).isPresent();
        if (isSeen && hashes.contains(choice.hash())) {
            return without(build, DriftState.OK, "");
        }
        String runs = device.release() == null ? "a release that it has not told" : device.release();
        String what = isSeen ? "another image, of upgrade " + proven.get().id() : runs;
        return without(build, DriftState.DRIFTED, "it runs " + what + ", not its own image of " + version);
    }
}
