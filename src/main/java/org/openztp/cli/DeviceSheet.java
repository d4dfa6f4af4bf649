package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** One device, a line for all that is known of it, and its plan. */
final class DeviceSheet {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("hostname", "hostname");
        FIELDS.put("mac", "MAC");
        FIELDS.put("address", "address");
        FIELDS.put("release", "release");
        FIELDS.put("boardName", "board");
        FIELDS.put("model", "model");
        FIELDS.put("target", "target");
        FIELDS.put("serial", "serial");
        FIELDS.put("group", "group");
        FIELDS.put("location", "location");
        FIELDS.put("parent", "hangs behind");
        FIELDS.put("attempts", "attempts");
        FIELDS.put("nextTry", "next try");
        FIELDS.put("firstSeen", "first seen");
        FIELDS.put("lastSeen", "last seen");
    }

    private final Out out;

    DeviceSheet(Out out) {
        this.out = out;
    }

    void print(JsonNode device) {
        String state = device.path("state").asText();
        String reason = device.path("reason").asText("");
        field("id", device.path("id").asText());
        out.raw(label("state") + out.painted(state, Visible.text(state + (reason.isBlank() ? "" : ": " + reason))));
        FIELDS.forEach((key, label) -> {
            JsonNode value = device.path(key);
            field(label, key.endsWith("Try") || key.endsWith("Seen") ? Out.time(value) : value.asText(""));
        });
        field("tags", tags(device));
        if (device.path("way").asText().equals("PULL")) {
            JsonNode asked = device.path("askedAt");
            field(
                    "way",
                    "it fetches its work; " + (asked.isTextual() ? "last asked " + Out.time(asked) + ", " : "asked ")
                            + device.path("asks").asText() + " times");
        }
        JsonNode claim = device.path("claim");
        if (claim.isObject()) {
            field("claimed by", claim.path("address").asText() + " at " + Out.time(claim.path("at")));
        }
        device.path("facts").properties().forEach(fact -> {
            if (!device.has(fact.getKey()) && !fact.getKey().equals("board_name")) {
                field(fact.getKey(), fact.getValue().asText());
            }
        });
        plan(device.path("plan"));
    }

    private void plan(JsonNode plan) {
        if (!plan.isObject()) {
            return;
        }
        field(
                "plan",
                plan.path("definition").asText() + ", by the pattern "
                        + plan.path("pattern").asText());
        Table table = out.table("", "", "STATE", "");
        for (JsonNode step : plan.path("steps")) {
            int code = step.path("exitCode").asInt();
            String state = step.path("state").asText();
            String remark = code == 0 ? "" : "exit code " + code;
            table.row("  " + step.path("position").asText(), step.get("name"), state, remark);
        }
        table.printRows();
    }

    private void field(String label, String value) {
        if (!value.isBlank()) {
            out.line(label(label) + value);
        }
    }

    private static String label(String name) {
        return String.format("%-16s", name + ":");
    }

    static String place(JsonNode device) {
        StringJoiner words = new StringJoiner(", ");
        words.setEmptyValue("nowhere");
        for (String name : List.of("group", "location", "parent")) {
            if (!device.path(name).isMissingNode() && !device.path(name).isNull()) {
                words.add(name + " " + device.path(name).asText());
            }
        }
        return words.toString();
    }

    /** Sorted, as the server gives them; empty without one. */
    static String tags(JsonNode device) {
        StringJoiner words = new StringJoiner(", ");
        device.path("tags").forEach(tag -> words.add(tag.asText()));
        return words.toString();
    }
}
