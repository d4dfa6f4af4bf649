package org.openztp.desired;

import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * The build of the firmware store that devices should run.
 *
 * @param build as CATEGORY/VERSION
 * @param automatic whether devices that do not run it are upgraded without anybody asking
 */
public record DesiredBuild(String build, boolean automatic) {
    private static final Pattern BUILD =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}/[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}");

    /**
     * As it is written.
     *
     * @param fix {@code report} or {@code automatic}; null is report
     * @throws InvalidValue naming the field and what to mend
     */
    public static DesiredBuild of(String build, String fix) {
        if (build == null || !BUILD.matcher(build).matches()) {
            throw new InvalidValue("build: CATEGORY/VERSION of the firmware store is wanted, such as campus/24.10.2");
        }
        return new DesiredBuild(build, isAutomatic(fix));
    }

    /** @throws InvalidValue it is neither report nor automatic, nor null */
    static boolean isAutomatic(String fix) {
        if (fix != null && !fix.equals("report") && !fix.equals("automatic")) {
            throw new InvalidValue("fix: report or automatic is wanted");
        }
        return "automatic".equals(fix);
    }

    public String category() {
        return build.substring(0, build.indexOf('/'));
    }

    public String version() {
        return build.substring(build.indexOf('/') + 1);
    }
}
