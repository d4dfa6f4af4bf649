package org.openztp.observe;

/**
 * What a look at one thing found, in words for an operator; no secret ever stands in them.
 *
 * @param about one word for the thing: database, disk, keys…
 * @param why what comes of it; null when that goes without saying
 * @param mend how to mend it; null when there is nothing to do
 */
public record Finding(Level level, String about, String what, String why, String mend) {
    public enum Level {
        OK,
        /** It works; somebody should look at it. */
        WARNING,
        WRONG
    }

    public static Finding ok(String about, String what) {
        return new Finding(Level.OK, about, what, null, null);
    }

    public static Finding warning(String about, String what, String why, String mend) {
        return new Finding(Level.WARNING, about, what, why, mend);
    }

    public static Finding wrong(String about, String what, String why, String mend) {
        return new Finding(Level.WRONG, about, what, why, mend);
    }
}
