package org.openztp.action;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openztp.openwrt.Ash;

/**
 * What one step does. Run again, it changes nothing.
 *
 * @param confirmSeconds within which the server must be reached after the step, or /etc/config is put back; 0 for never
 * @param flash what the device is flashed to
 * @param restarts the device may restart after the step, and the plan is to be run again then
 */
public record Fragment(Set<Library> libraries, Body body, int confirmSeconds, Optional<Flash> flash, boolean restarts) {
    /** @param script calls of library functions, a line each, every value quoted */
    public record Body(String script, List<Attachment> attachments) {}

    /** What a program carries behind its text, where the step finds it by its checksum. */
    public record Attachment(String sha256, byte[] bytes) {}

    /** What an upgrade flashes: {@code file} below {@code fw}. */
    public record Flash(String file, String release, String sha256) {}

    public Fragment {
        libraries = Collections.unmodifiableSet(EnumSet.copyOf(libraries));
    }

    static Fragment of(Set<Library> libraries, List<String> calls) {
        return new Fragment(libraries, new Body(String.join("\n", calls), List.of()), 0, Optional.empty(), false);
    }

    /** A call of a library function. */
    static String call(String function, List<String> values) {
        return values.isEmpty() ? function : function + " " + Ash.command(values);
    }

    static String call(String function, String... values) {
        return call(function, List.of(values));
    }

    public String script() {
        return body.script();
    }

    public List<Attachment> attachments() {
        return body.attachments();
    }

    Fragment attaching(Attachment content) {
        Body carrying = new Body(script(), List.of(content));
        return new Fragment(libraries, carrying, confirmSeconds, flash, restarts);
    }

    Fragment confirmedWithin(int seconds) {
        return new Fragment(libraries, body, seconds, flash, restarts);
    }

    Fragment flashing(Flash what) {
        return new Fragment(libraries, body, confirmSeconds, Optional.of(what), true);
    }

    Fragment restarting() {
        return new Fragment(libraries, body, confirmSeconds, flash, true);
    }
}
