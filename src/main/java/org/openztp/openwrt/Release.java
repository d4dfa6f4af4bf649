package org.openztp.openwrt;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenWrt release as {@code DISTRIB_RELEASE} writes it: {@code 18.06.1}, {@code 23.05.0-rc2}, {@code 23.05-SNAPSHOT},
 * {@code SNAPSHOT}. Ordered as they were published: numbers by value, a candidate before its final, a branch snapshot
 * after every final of the branch, the main snapshot last.
 */
public record Release(String value) implements Comparable<Release> {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,6}))?(?:-(?:rc(\\d{1,4})|(SNAPSHOT)))?|SNAPSHOT)");
    private static final Comparator<long[]> BY_PARTS = java.util.Arrays::compare;

    /** @throws InvalidValue when the text is no release */
    public Release {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue("release: " + "a release such as 23.05.3, 24.10.0-rc1 or SNAPSHOT is wanted");
        }
    }

    @Override
    public int compareTo(Release other) {
        return BY_PARTS.compare(parts(), other.parts());
    }

    /** True for releases before {@code yy.mm}, for instance those whose dropbear knows no ed25519 user keys (before 21.02). */
    public boolean before(String release) {
        return compareTo(new Release(release)) < 0;
    }

    private long[] parts() {
        Matcher m = FORM.matcher(value);
        if (!m.matches() || m.group(1) == null) {
            return new long[] {Long.MAX_VALUE};
        }
        long point = m.group(5) != null ? Long.MAX_VALUE : number(m.group(3), -1);
        return new long[] {number(m.group(1), 0), number(m.group(2), 0), point, number(m.group(4), Long.MAX_VALUE)};
    }

    private static long number(String digits, long absent) {
        return digits == null ? absent : Long.parseLong(digits);
    }

    @Override
    public String toString() {
        return value;
    }
}
