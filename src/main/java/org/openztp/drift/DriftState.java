package org.openztp.drift;

import java.util.Locale;

/** Whether a device runs what it should. */
public enum DriftState {
    /** It runs the image of the build. */
    OK,
    /** It runs something else. */
    DRIFTED,
    /** There is no image that it could run. */
    NO_IMAGE,
    /** Nobody can tell. */
    UNKNOWN;

    /** As pages write it. */
    public String label() {
        String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return this == OK ? name() : Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** The style sheet's class: that of the device's state which is most like it. */
    public String css() {
        return switch (this) {
            case OK -> "s-provisioned";
            case DRIFTED -> "s-waiting";
            case NO_IMAGE -> "s-failed";
            case UNKNOWN -> "s-retired";
        };
    }
}
