package org.openztp.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** A line of history as the API shows it; {@code step} only for lines of a step of a plan. */
public record EventView(
        long id,
        long deviceId,
        Instant at,
        EventKind kind,
        String message,
        String actor,
        Long runId,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer step,
        String detail) {

    public static EventView of(DeviceEvent e) {
        return new EventView(
                e.id(), e.deviceId(), e.at(), e.kind(), e.message(), e.actor(), e.runId(), e.step(), e.detail());
    }
}
