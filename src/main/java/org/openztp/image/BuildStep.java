package org.openztp.image;

import java.util.Arrays;

/** How far a build is, by the words of asu that every client in the field knows. */
public enum BuildStep {
    INIT("init", "Begins"),
    DOWNLOAD("download_imagebuilder", "Fetches the ImageBuilder"),
    UNPACK("unpack_imagebuilder", "Unpacks the ImageBuilder"),
    PACKAGES("calculate_packages_hash", "Chooses the packages"),
    BUILDING("building_image", "Makes the image");

    private final String word;
    private final String label;

    BuildStep(String word, String label) {
        this.word = word;
        this.label = label;
    }

    /** The step with asu's word; the first one for a word that is none. */
    static BuildStep of(String word) {
        return Arrays.stream(values())
                .filter(step -> step.word.equals(word))
                .findFirst()
                .orElse(INIT);
    }

    /** As the pages say it. */
    public String label() {
        return label;
    }

    /** How much of a build is done, in percent: each step is one part of it. */
    static int percent(ImageBuild build) {
        return switch (build.state()) {
            case STARTED -> 100 * (of(build.step()).ordinal() + 1) / (values().length + 1);
            case DONE -> 100;
            case QUEUED, FAILED, CANCELLED -> 0;
        };
    }

    public String word() {
        return word;
    }
}
