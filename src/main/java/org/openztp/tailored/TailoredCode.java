package org.openztp.tailored;

import java.util.Locale;
import java.util.Set;
import org.openztp.image.BuildFault;

/** Why the image of a device came to nothing, as the API says it; besides, what builds and requests for images say. */
final class TailoredCode {
    /** The catalogue has no such release or branch. */
    static final String NO_RELEASE = "no_release";
    /** No release has a profile for the device's board. */
    static final String NO_PROFILE = "no_profile";
    /** Several targets or profiles are for the board. */
    static final String AMBIGUOUS = "ambiguous";
    /** The device runs a newer release than there is. */
    static final String OLDER = "older";
    /** The device has not told its board. */
    static final String NO_BOARD = "no_board";
    /** The build has no image that sysupgrade takes. */
    static final String NO_IMAGE = "no_image";
    /** The file is not what the build said, or the store does not take it. */
    static final String NOT_KEPT = "not_kept";
    /** An operator took the build back. */
    static final String CANCELLED = "cancelled";
    /** The device cannot be upgraded with it. */
    static final String REFUSED = "refused";

    static final String UPGRADE_FAILED = "upgrade_failed";
    /** The device was not there before its upgrade's deadline. */
    static final String EXPIRED = "expired";
    /** Its definition wants none any more. */
    static final String WITHDRAWN = "withdrawn";

    static final String INFRASTRUCTURE = of(BuildFault.INFRASTRUCTURE);

    private static final Set<String> OF_THE_DEVICE = Set.of(CANCELLED, REFUSED, UPGRADE_FAILED);

    private static final Set<String> ANEW = Set.of(EXPIRED, WITHDRAWN);

    private TailoredCode() {}

    static String of(Enum<?> fault) {
        return fault.name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing speaks against the same once more. */
    static boolean mayComeAgain(String code) {
        return ANEW.contains(code);
    }

    /** Whether another catalogue changes nothing: somebody has to look, or to wish for something else. */
    static boolean isOfTheDevice(String code) {
        return OF_THE_DEVICE.contains(code);
    }
}
