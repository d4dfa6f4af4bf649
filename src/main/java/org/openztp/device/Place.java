package org.openztp.device;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * Where a device stands, as operators say; the device itself has no say in it. What nobody has said is null.
 *
 * @param group devices that are treated alike, wherever they are
 * @param location the site; what is limited for each site counts by it
 * @param parent the id of the device that this one hangs behind, and is cut off with
 */
@Embeddable
public record Place(
        @Column(name = "device_group") String group,
        String location,
        @Column(name = "parent_id") Long parent) {
    public static final Place NOWHERE = new Place(null, null, null);
    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** @throws InvalidValue it is no name of a group; a blank one is null */
    Place inGroup(String name) {
        return new Place(checked("group", name), location, parent);
    }

    /** @throws InvalidValue it is no name of a location; a blank one is null */
    Place at(String site) {
        return new Place(group, checked("location", site), parent);
    }

    Place behind(Long device) {
        return new Place(group, location, device);
    }

    static boolean isWord(String word) {
        return word.isBlank() || WORD.matcher(word).matches();
    }

    /** @throws InvalidValue it is neither blank nor such a name; says what one is */
    static String checked(String what, String word) {
        if (word == null || word.isBlank()) {
            return null;
        }
        if (!isWord(word)) {
            throw new InvalidValue(
                    what + ": up to 64 of a-z, 0-9, '.', '_' and '-' are wanted, a letter or digit first");
        }
        return word;
    }
}
