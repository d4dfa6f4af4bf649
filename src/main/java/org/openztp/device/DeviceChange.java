package org.openztp.device;

import com.fasterxml.jackson.databind.JsonNode;
import org.openztp.openwrt.InvalidValue;

/** What an operator may set, as JSON: what is absent stays, null takes away, and so does an empty text. */
public record DeviceChange(Way way, JsonNode group, JsonNode location, JsonNode parent) {
    /** @throws InvalidValue nothing is to be set */
    DeviceChange some() {
        if (way == null && group == null && location == null && parent == null) {
            throw new InvalidValue("one of way, group, location and parent is wanted");
        }
        return this;
    }

    /** @throws InvalidValue a value is none of its kind */
    Place over(Place before) {
        Place place = before;
        place = group == null ? place : place.inGroup(text("group", group));
        place = location == null ? place : place.at(text("location", location));
        return parent == null ? place : place.behind(id());
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual() && !value.isNull()) {
            throw new InvalidValue(name + ": a text or null is wanted");
        }
        return value.textValue();
    }

    private Long id() {
        if (parent.isNull() || parent.isTextual() && parent.textValue().isEmpty()) {
            return null;
        }
        if (!parent.canConvertToLong() || !parent.isIntegralNumber()) {
            throw new InvalidValue("parent: the id of a device or null is wanted");
        }
        return parent.longValue();
    }
}
