package org.openztp.registration.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.InvalidValue;

/**
 * What a router runs at its first start to become one of this server's.
 *
 * @param hook the text of the DHCP hook
 * @param installer the text of what calls it wherever a release looks for it
 * @param url of this server, for as long as the router has this image
 * @param marker the boot file by which the hook knows that DHCP means this server
 * @param keys of this server, as lines of authorized_keys
 */
record SeedScript(String hook, String installer, String url, String marker, List<String> keys) {
    private static final String SETTINGS = "#@settings";

    /**
     * The whole text.
     *
     * @param secret of the enrolment; empty where none is asked for
     * @param own what the operator wants to be run behind it; null for nothing
     * @throws InvalidValue a value holds NUL
     */
    String text(String secret, String own) {
        String settings = assign("HOOK", hook.stripTrailing())
                + assign("INSTALLER", installer.stripTrailing())
                + assign("URL", url)
                + assign("MARKER", marker)
                + assign("SECRET", secret)
                + assign("KEYS", String.join("\n", keys));
        String script = template()
                .lines()
                .map(line -> line.equals(SETTINGS) ? settings : line + "\n")
                .collect(Collectors.joining());
        return own == null ? script : script + "\n" + own;
    }

    private static String assign(String name, String value) {
        return "SEED_" + name + "=" + Ash.quote(value) + "\n";
    }

    private static String template() {
        try (InputStream in = SeedScript.class.getResourceAsStream("seed.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
