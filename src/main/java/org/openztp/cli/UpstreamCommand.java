package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code wrt upstream}: what images can be built of. */
@Command(name = "upstream", description = "OpenWrt's upstreams, which images are built from: sync, status.")
final class UpstreamCommand {
    private static final String UPSTREAMS = "/upstreams";

    @ParentCommand
    private Wrt wrt;

    @Command(
            description = "Mirror what has changed at the upstreams of conf/upstream.yaml, and wait for its end.",
            footer = {
                "",
                "Exit code 0 when all of them were read whole, else 1; what could not be read stays as it was.",
                "Interrupted, the sync goes on without the command."
            })
    int sync() {
        JsonNode begun = wrt.api().post(UPSTREAMS + "/sync", Api.object());
        JsonNode ended = new SyncWatch(wrt.api(), wrt.out(), wrt.pause()).follow(begun);
        return show(ended) ? 0 : 1;
    }

    @Command(description = "Show the upstreams, what the catalogue has of them, and how far the sync is.")
    int status() {
        JsonNode now = wrt.api().get(UPSTREAMS);
        if (!now.path("state").asText().equals("IDLE") && !wrt.out().isJson()) {
            wrt.out().line(SyncWatch.words(now));
        }
        show(now);
        return 0;
    }

    /** Says whether nothing was wrong. */
    private boolean show(JsonNode now) {
        Out out = wrt.out();
        int faults = 0;
        for (JsonNode upstream : now.path("upstreams")) {
            faults += upstream.path("faults").size();
        }
        if (out.isJson()) {
            out.json(now);
            return faults == 0;
        }
        Table table = out.table("UPSTREAM", "URL", "VERSIONS", "SYNCED", "FAULTS");
        for (JsonNode upstream : now.path("upstreams")) {
            table.row(
                    upstream.get("name"),
                    upstream.get("url"),
                    words(upstream.path("versions")),
                    Out.time(upstream.path("syncedAt")),
                    upstream.path("faults").size());
        }
        table.print();
        for (JsonNode upstream : now.path("upstreams")) {
            upstream.path("faults")
                    .forEach(fault -> out.note(upstream.path("name").asText() + ": " + fault.asText()));
        }
        return faults == 0;
    }

    private static String words(JsonNode all) {
        StringBuilder words = new StringBuilder();
        all.forEach(one -> words.append(words.isEmpty() ? "" : " ").append(one.asText()));
        return words.toString();
    }
}
