package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code wrt log}: what happened to the devices, and what happens now. */
@Command(name = "log", description = "What happened to the devices, and what happens now.")
final class LogCommand {
    private static final int RECENT = 10;
    private static final int PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    @Command(
            description = "Show the log, oldest first; with --follow what happens from now on, until Ctrl-C.",
            footer = {"", "With --json each event is one line."})
    int show(
            @Option(
                            names = {"-f", "--follow"},
                            description = "go on with what happens; of one device, after its latest events")
                    boolean follow,
            @Option(
                            names = "--device",
                            paramLabel = "ID",
                            completionCandidates = Completion.Devices.class,
                            description = "of this device only")
                    String device) {
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("device", device == null ? null : DeviceIds.id(wrt.api(), device));
        EventLines lines = new EventLines(wrt.out());
        if (follow) {
            query.put("after", device == null ? null : recent(query.get("device"), lines));
            new EventStream(wrt.api(), query, wrt.pause(), EventStream.LONGEST_SILENCE)
                    .follow(lines::print, wrt.out()::note);
        }
        if (device != null) {
            wrt.api().get("/devices/" + query.get("device"));
        }
        query.put("limit", PAGE);
        query.put("after", 0);
        wrt.api().events(query).forEach(lines::print);
        return 0;
    }

    private Long recent(Object device, EventLines lines) {
        JsonNode events = wrt.api()
                .get("/devices/" + device + "/events", Map.of("limit", RECENT))
                .path("items");
        lines.printBackwards(events);
        return events.path(0).path("id").asLong(0);
    }
}
