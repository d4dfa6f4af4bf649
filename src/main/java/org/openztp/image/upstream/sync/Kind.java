package org.openztp.image.upstream.sync;

/** The files of an upstream that make up the catalogue; the largest of each that was seen has a tenth of its bound. */
enum Kind {
    VERSIONS(1),
    TARGETS(1),
    PROFILES(32),
    /** {@code index.json}: of format 2; the rows of format 1 are not taken, for their names are not the packages'. */
    INDEX(16),
    /** {@code index.json} of format 1, where there is nothing better. */
    INDEX_WITH_ABI(16),
    PACKAGES(64),
    CHECKSUMS(16),
    FEEDS(1);

    private final long mebibytes;

    Kind(long mebibytes) {
        this.mebibytes = mebibytes;
    }

    long mostBytes() {
        return mebibytes << 20;
    }
}
