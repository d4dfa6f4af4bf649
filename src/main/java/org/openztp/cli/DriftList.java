package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** Which devices run the build that they should, with their numbers. */
record DriftList(Api api, Out out) {
    private static final String DRIFT = "/firmware/drift";
    private static final int PAGE = 500;

    /** @param state null for all */
    int show(String state) {
        Map<String, Object> query = new HashMap<>(Map.of("limit", PAGE));
        query.put("state", state);
        ObjectNode first = (ObjectNode) api.get(DRIFT, Map.of("limit", 1));
        Iterable<JsonNode> devices = api.items(DRIFT, query);
        if (out.isJson()) {
            devices.forEach(first.putArray("items")::add);
            out.json(first.putNull("next"));
            return 0;
        }
        Table table = out.table("DEVICE", "STATE", "SHOULD RUN", "RUNS", "BOARD", "SINCE", "WHY");
        for (JsonNode device : devices) {
            String now = device.path("state").asText();
            table.row(
                    device.path("deviceName").asText() + "("
                            + device.path("deviceId").asText() + ")",
                    out.painted(now, now),
                    device.get("build"),
                    device.get("runs"),
                    device.get("board"),
                    Out.time(device.path("since")),
                    device.get("words"));
        }
        table.print();
        JsonNode counts = first.path("counts");
        StringBuilder words = new StringBuilder();
        counts.fieldNames()
                .forEachRemaining(name -> words.append(words.isEmpty() ? "" : ", ")
                        .append(counts.path(name).asText())
                        .append(' ')
                        .append(name));
        out.line(words.isEmpty() ? "no device should run any build" : words.toString());
        return 0;
    }
}
