package org.openztp.history;

import java.time.Instant;

/** A line of history as the API shows it. */
public record EventView(
        long id, long deviceId, Instant at, EventKind kind, String message, String actor, Long runId, String detail) {

    public static EventView of(DeviceEvent e) {
        return new EventView(e.id(), e.deviceId(), e.at(), e.kind(), e.message(), e.actor(), e.runId(), e.detail());
    }
}
