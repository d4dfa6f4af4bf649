package org.openztp.registration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.openztp.device.DeviceState;
import org.openztp.device.Way;
import org.openztp.pull.Asking;

/**
 * What came of a registration.
 *
 * @param state PENDING also for a known device whose registration proved nothing and waits for an approval
 * @param token the device's new token, this once; null when it has one already or cannot take one
 * @param isNew whether this was the first contact
 * @param isProven whether the device proved itself by its token, which it keeps
 * @param way which way work goes to the device; like {@code work}, {@code backup} and {@code agent}, which are those of
 *     {@link Asking.Told}, only for one that says it can fetch it
 */
public record Enrolled(
        long id,
        String mac,
        DeviceState state,
        @JsonInclude(JsonInclude.Include.NON_NULL) String token,
        @JsonIgnore boolean isNew,
        @JsonIgnore boolean isProven,
        @JsonInclude(JsonInclude.Include.NON_NULL) Way way,
        @JsonInclude(JsonInclude.Include.NON_NULL) String work,
        @JsonInclude(JsonInclude.Include.NON_NULL) String backup,
        @JsonInclude(JsonInclude.Include.NON_NULL) String agent) {

    Enrolled(long id, String mac, DeviceState state, String token, boolean isNew) {
        this(id, mac, state, token, isNew, false, null, null, null, null);
    }

    Enrolled proven() {
        return new Enrolled(id, mac, state, token, isNew, true, way, work, backup, agent);
    }

    Enrolled told(Asking.Told about) {
        return new Enrolled(
                id, mac, state, token, isNew, isProven, about.way(), about.nonce(), about.backup(), about.agent());
    }

    /** For a shell to read. */
    String lines() {
        StringBuilder lines = new StringBuilder("id=" + id + "\nstate=" + state + "\n");
        line(lines, "token", token);
        line(lines, "way", way == null ? null : way.name().toLowerCase(Locale.ROOT));
        line(lines, "work", work);
        line(lines, "backup", backup);
        line(lines, "agent", agent);
        return lines.toString();
    }

    private static void line(StringBuilder lines, String name, String value) {
        if (value != null) {
            lines.append(name).append('=').append(value).append('\n');
        }
    }
}
