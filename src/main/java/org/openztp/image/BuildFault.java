package org.openztp.image;

/** Why an image came to nothing. */
public enum BuildFault {
    /** The ImageBuilder has another revision than was asked for. */
    WRONG_REVISION,
    /** It does not know the profile. */
    NO_PROFILE,
    /** A package is missing, or not there in the version asked for. */
    NO_PACKAGE,
    /** Packages stand in each other's way. */
    CONFLICT,
    /** It does not fit on the device. */
    TOO_BIG,
    /** The tools gave up on it, or made nothing that is an image. */
    BUILD_ERROR,
    /** It took longer than a build may. */
    TIMED_OUT,
    /** It took more processes, memory or disk than a build may. */
    TOO_MUCH,
    /** The machine, the network or an upstream: whoever asks again begins anew. */
    INFRASTRUCTURE;

    /** Whether the same request would fail in the same way. */
    public boolean isOfTheRequest() {
        return this != INFRASTRUCTURE;
    }
}
