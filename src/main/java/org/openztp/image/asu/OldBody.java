package org.openztp.image.asu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openztp.http.Json;
import org.openztp.openwrt.InvalidValue;

/** What a client of 2017 to 2019 has sent, whatever it said that it is. */
record OldBody(ObjectNode json) {
    /** Empty for what is no JSON object. */
    static Optional<OldBody> read(byte[] body) {
        try {
            return body.length > 0 && Json.MAPPER.readTree(body) instanceof ObjectNode object
                    ? Optional.of(new OldBody(object))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where it is missing, or no text. */
    String text(String name) {
        return json.path(name).isTextual() ? json.path(name).asText().strip() : "";
    }

    boolean isOfOpenWrt() {
        return text("distro").toLowerCase(Locale.ROOT).equals("openwrt");
    }

    /** Clients of 2018 divide the target, and want all URLs absolute. */
    boolean isOf2018() {
        return json.has("subtarget");
    }

    String target() {
        return isOf2018() ? text("target") + "/" + text("subtarget") : text("target");
    }

    /** A text of any characters; empty where it is missing. @throws InvalidValue it is no text */
    String script(String field) {
        JsonNode script = json.path(field);
        if (!isNone(script) && !script.isTextual()) {
            throw new InvalidValue(field + ": a text is wanted");
        }
        return isNone(script) ? "" : script.asText();
    }

    /** Names, of a list or of an object; none where it is missing. @throws InvalidValue it is something else */
    List<String> names(String field) {
        List<String> names = new ArrayList<>();
        JsonNode all = json.path(field);
        if (all.isObject()) {
            all.fieldNames().forEachRemaining(names::add);
            return names;
        }
        for (JsonNode each : all) {
            if (!each.isTextual()) {
                throw new InvalidValue(field + ": names are wanted");
            }
            names.add(each.asText());
        }
        if (!all.isArray() && !isNone(all)) {
            throw new InvalidValue(field + ": a list of names is wanted");
        }
        return names;
    }

    private static boolean isNone(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** A number, or a text of it: whether it is another one than nothing. */
    boolean isOn(String field) {
        String text = json.path(field).asText();
        return !text.isEmpty() && !text.equals("0") && !text.equals("false");
    }
}
