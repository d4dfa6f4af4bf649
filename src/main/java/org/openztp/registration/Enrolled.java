package org.openztp.registration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.openztp.device.DeviceState;
import org.openztp.pull.Asking;

/**
 * What came of a registration.
 *
 * @param state PENDING also for a known device whose registration proved nothing and waits for an approval
 * @param token the device's new token, this once; null when it has one already or cannot take one
 * @param isNew whether this was the first contact
 * @param isProven whether the device proved itself by its token, which it keeps
 * @param told null but for a device that says it can fetch its work
 */
public record Enrolled(
        long id,
        String mac,
        DeviceState state,
        @JsonInclude(JsonInclude.Include.NON_NULL) String token,
        @JsonIgnore boolean isNew,
        @JsonIgnore boolean isProven,
        @JsonUnwrapped Asking.Told told) {

    Enrolled(long id, String mac, DeviceState state, String token, boolean isNew) {
        this(id, mac, state, token, isNew, false, null);
    }

    Enrolled proven() {
        return new Enrolled(id, mac, state, token, isNew, true, told);
    }

    Enrolled told(Asking.Told about) {
        return new Enrolled(id, mac, state, token, isNew, isProven, about);
    }

    /** For a shell to read. */
    String lines() {
        return "id=" + id + "\nstate=" + state + "\n" + (token == null ? "" : "token=" + token + "\n")
                + (told == null ? "" : told.lines());
    }
}
