package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Which devices have something newer waiting, with their numbers. */
record CheckList(Api api, Out out) {
    private static final String CHECK = "/firmware/check";
    private static final int PAGE = 500;

    /** @param tag null for any; {@code group} and {@code location} likewise */
    int show(String tag, String group, String location, boolean waiting) {
        Map<String, Object> query = new HashMap<>();
        query.put("tag", tag);
        query.put("group", group);
        query.put("location", location);
        query.put("waiting", waiting ? "true" : null);
        query.put("limit", 1);
        ObjectNode first = (ObjectNode) api.get(CHECK, query);
        query.put("limit", PAGE);
        Iterable<JsonNode> devices = api.items(CHECK, query);
        if (out.isJson()) {
            devices.forEach(first.putArray("items")::add);
            out.json(first.putNull("next"));
            return 0;
        }
        Table table = out.table("DEVICE", "BOARD", "RUNS", "BRANCH", "NEWEST", "PACKAGES", "WHICH");
        for (JsonNode device : devices) {
            String which = device.path("packageWords").asText();
            table.row(
                    device.path("deviceName").asText() + "("
                            + device.path("deviceId").asText() + ")",
                    device.get("board"),
                    device.get("runs"),
                    device.get("ofBranch"),
                    device.get("newest"),
                    device.get("packages"),
                    which.isEmpty() ? device.path("words").asText() : which);
        }
        table.print();
        JsonNode counts = first.path("counts");
        if (counts.path("devices").asLong() == 0) {
            out.line("no such device was looked at yet: that is done every five minutes, once there is a catalogue");
            return 0;
        }
        out.line("of " + counts.path("devices").asText() + " devices, "
                + counts.path("ofBranch").asText() + " could run a newer release of their branch, "
                + counts.path("newest").asText() + " a newer stable one, and "
                + counts.path("packages").asText() + " have newer packages waiting");
        return 0;
    }
}
