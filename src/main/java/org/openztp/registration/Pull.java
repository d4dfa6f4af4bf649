package org.openztp.registration;

import org.openztp.openwrt.InvalidValue;

/** What a device says of fetching its work itself. */
public enum Pull {
    /** Nothing. */
    SILENT,
    /** That it can. */
    CAN,
    /** That it wants to. */
    WANTS;

    /** @param said the field {@code pull}; null when absent */
    static Pull of(String said) {
        return switch (said == null ? "" : said) {
            case "" -> SILENT;
            case "can" -> CAN;
            case "yes" -> WANTS;
            default ->
                throw new InvalidValue("pull: yes for a device that wants to fetch its work, can for one that could");
        };
    }
}
