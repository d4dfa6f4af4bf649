package org.openztp.firmware;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which images and configurations go together. A router takes no image of another major number; one of another minor
 * number only without its configuration ({@code sysupgrade -n}). What says nothing is {@link #FIRST}.
 */
public record CompatVersion(int major, int minor) implements Comparable<CompatVersion> {
    public static final CompatVersion FIRST = new CompatVersion(1, 0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
    private static final Comparator<CompatVersion> ORDER =
            Comparator.comparingInt(CompatVersion::major).thenComparingInt(CompatVersion::minor);

    static CompatVersion of(String text) throws BadImage {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new BadImage("compat_version: two numbers such as 1.1 are wanted");
        }
        return new CompatVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    @Override
    public int compareTo(CompatVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
