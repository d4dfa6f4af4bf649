package org.openztp.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/** The lines that tell what is another than before; none of a device that is not stored yet. */
final class Changes {
    private final Long device;
    private final Instant now;
    private final List<DeviceEvent> events = new ArrayList<>();

    Changes(Long device, Instant now) {
        this.device = device;
        this.now = now;
    }

    Changes add(String name, String old, String value) {
        if (device != null && !Objects.equals(old, value)) {
            events.add(new DeviceEvent(device, now, EventKind.CHANGED, words(name, old, value)));
        }
        return this;
    }

    static String words(String name, String old, String value) {
        return name + ": " + (old == null ? "(none)" : old) + " → " + (value == null ? "(none)" : value);
    }

    Changes addAll(Map<String, String> before, Map<String, String> after) {
        after.forEach((name, value) -> add(name, before.get(name), value));
        return this;
    }

    List<DeviceEvent> events() {
        return events;
    }
}
