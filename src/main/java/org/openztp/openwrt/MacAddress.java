package org.openztp.openwrt;

import java.util.Locale;
import java.util.regex.Pattern;

/** A unicast hardware address in the one form this product stores and shows: {@code aa:bb:cc:dd:ee:ff}. */
public record MacAddress(String value) implements Comparable<MacAddress> {
    private static final Pattern GROUPS = Pattern.compile(
            "[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\\1){4}[0-9a-f]{2}|[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4}");

    public MacAddress {
        if (!value.matches("(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")) {
            throw new InvalidValue("mac: not in normal form");
        }
    }

    /**
     * Reads {@code AA-BB-…}, {@code aa:bb:…}, {@code aabb.ccdd.eeff} and {@code aabbccddeeff}.
     *
     * @throws InvalidValue for anything else, and for group, broadcast and all-zero addresses
     */
    public static MacAddress parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (!GROUPS.matcher(lower).matches()) {
            throw new InvalidValue("mac: six pairs of hexadecimal digits are wanted, as in 02:1a:b0:00:00:01");
        }
        String digits = lower.replaceAll("[:.-]", "");
        if ((Character.digit(digits.charAt(1), 16) & 1) == 1) {
            throw new InvalidValue("mac: a group address is no device's own");
        }
        if (digits.equals("000000000000")) {
            throw new InvalidValue("mac: the all-zero address is no device's own");
        }
        return new MacAddress(digits.replaceAll("(..)(?!$)", "$1:"));
    }

    @Override
    public int compareTo(MacAddress other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
