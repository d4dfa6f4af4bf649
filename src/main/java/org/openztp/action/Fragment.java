package org.openztp.action;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openztp.openwrt.Ash;

/**
 * What one step does: calls of library functions, a line each, every value quoted. Run again, it changes nothing.
 *
 * @param confirmSeconds within which the server must be reached after the step, or /etc/config is put back; 0 for never
 * @param flash what the device is flashed to
 * @param restarts the device may restart after the step, and the plan is to be run again then
 */
public record Fragment(
        Set<Library> libraries, String script, int confirmSeconds, Optional<Flash> flash, boolean restarts) {
    /** What an upgrade flashes: {@code file} below {@code fw}. */
    public record Flash(String file, String release, String sha256) {}

    public Fragment {
        libraries = Collections.unmodifiableSet(EnumSet.copyOf(libraries));
    }

    static Fragment of(Set<Library> libraries, List<String> calls) {
        return new Fragment(libraries, String.join("\n", calls), 0, Optional.empty(), false);
    }

    /** A call of a library function. */
    static String call(String function, List<String> values) {
        return values.isEmpty() ? function : function + " " + Ash.command(values);
    }

    static String call(String function, String... values) {
        return call(function, List.of(values));
    }

    Fragment confirmedWithin(int seconds) {
        return new Fragment(libraries, script, seconds, flash, restarts);
    }

    Fragment flashing(Flash what) {
        return new Fragment(libraries, script, confirmSeconds, Optional.of(what), true);
    }

    Fragment restarting() {
        return new Fragment(libraries, script, confirmSeconds, flash, true);
    }
}
