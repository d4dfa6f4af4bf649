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

    /** Names, of a list or of an object; without the minus of those that are to be left out. */
    List<String> names(String field) {
        List<String> names = new ArrayList<>();
        JsonNode all = json.path(field);
        if (all.isObject()) {
            all.fieldNames().forEachRemaining(names::add);
        } else {
            all.forEach(each -> names.add(each.asText()));
        }
        return names;
    }

    /** A number, or a text of it: whether it is another one than nothing. */
    boolean isOn(String field) {
        String text = json.path(field).asText();
        return !text.isEmpty() && !text.equals("0") && !text.equals("false");
    }
}
