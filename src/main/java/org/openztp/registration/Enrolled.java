package org.openztp.registration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.openztp.device.DeviceState;

/**
 * What came of a registration.
 *
 * @param state PENDING also for a known device whose registration proved nothing and waits for an approval
 * @param token the device's new token, this once; null when it has one already or cannot take one
 * @param isNew whether this was the first contact
 */
public record Enrolled(
        long id,
        String mac,
        DeviceState state,
        @JsonInclude(JsonInclude.Include.NON_NULL) String token,
        @JsonIgnore boolean isNew) {

    /** For a shell to read. */
    String lines() {
        return "id=" + id + "\nstate=" + state + "\n" + (token == null ? "" : "token=" + token + "\n");
    }
}
