package org.openztp.image;

/** How far a build is, by the words of asu that every client in the field knows. */
public enum BuildStep {
    INIT("init"),
    DOWNLOAD("download_imagebuilder"),
    UNPACK("unpack_imagebuilder"),
    PACKAGES("calculate_packages_hash"),
    BUILDING("building_image");

    private final String word;

    BuildStep(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
