package org.openztp.tailored;

import java.util.Optional;
import org.openztp.image.ImageRequest;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/**
 * What becomes of a definition's wish for one kind of device.
 *
 * @param request null where none can be made of it, and then the rest says why
 * @param isNamed whether the wish names this very release
 */
public record Choice(ImageRequest request, boolean isNamed, String code, String words) {
    /** Nobody wants anything. */
    public static final Choice NOTHING = refused("", "");

    static Choice of(ImageRequest request, boolean isNamed) {
        return new Choice(request, isNamed, null, null);
    }

    static Choice refused(String code, String words) {
        return new Choice(null, false, code, words);
    }

    public boolean isRefused() {
        return request == null;
    }

    /**
     * The same for a device that runs this release: to an older one it goes only where the wish names that.
     *
     * @param runs null where the device has not told it
     */
    public Choice from(String runs) {
        if (isRefused() || isNamed || runs == null || !isOlder(request.version(), runs)) {
            return this;
        }
        return refused(
                TailoredCode.OLDER,
                "it runs " + runs + ", which is newer than " + request.version() + "; name the version to go back");
    }

    private static boolean isOlder(String version, String runs) {
        try {
            return new Release(version).compareTo(new Release(runs)) < 0;
        } catch (InvalidValue e) {
            return false;
        }
    }

    /** The release that it is of; empty where it is refused. */
    public Optional<String> version() {
        return Optional.ofNullable(request).map(ImageRequest::version);
    }

    /** In words. */
    @Override
    public String toString() {
        return isRefused() ? words : request.toString();
    }

    /** The request's hash; empty where there is none. */
    public String hash() {
        return request == null ? "" : request.hash();
    }
}
