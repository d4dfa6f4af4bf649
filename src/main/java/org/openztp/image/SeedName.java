package org.openztp.image;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.openztp.auth.Secrets;

/**
 * What a seed image has where others have the hash of their request. It is drawn, so that nobody can tell it from what was
 * asked for, and it is no hexadecimal number, so that no path by a hash leads to a seed.
 */
final class SeedName {
    private static final Pattern NAME = Pattern.compile("seed[0-9a-f]{60}");
    private static final int BYTES = 30;

    private SeedName() {}

    static String fresh() {
        return "seed" + HexFormat.of().formatHex(Secrets.bytes(BYTES));
    }

    static boolean is(String name) {
        return NAME.matcher(name).matches();
    }
}
