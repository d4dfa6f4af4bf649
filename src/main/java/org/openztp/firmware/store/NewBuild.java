package org.openztp.firmware.store;

import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * A build as an operator wants it.
 *
 * @param category the name of its category, which is made where there is none
 * @param os what a device says it runs when it runs this build; no two builds have the same; null where nothing tells
 * @param changelog at most 64 k characters
 */
record NewBuild(String category, String version, String os, String changelog) {
    private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}");
    private static final Pattern OS = Pattern.compile("[!-~]([ -~]{0,62}[!-~])?");
    private static final int LONGEST = 64 * 1024;

    NewBuild {
        check(category, CATEGORY, "category: 1 to 64 letters, digits, . _ and - are wanted, such as \"campus\"");
        check(version, VERSION, "version: 1 to 64 letters, digits, . _ + ~ and - are wanted, such as \"24.10.2\"");
        if (os != null) {
            check(os, OS, "os: 1 to 64 characters of ASCII are wanted, such as \"OpenWrt 24.10.2\"");
        }
        changelog = checkedChangelog(changelog == null ? "" : changelog);
    }

    static String checkedChangelog(String text) {
        boolean whole =
                text != null && text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        if (!whole || text.length() > LONGEST) {
            throw new InvalidValue("changelog: a text of at most " + LONGEST + " characters is wanted");
        }
        return text;
    }

    private static void check(String value, Pattern form, String wanted) {
        if (value == null || !form.matcher(value).matches()) {
            throw new InvalidValue(wanted);
        }
    }
}
