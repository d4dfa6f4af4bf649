package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt signal}: what is told to other systems. */
@Command(name = "signal", description = "Signals to other systems: list, retry, test.")
final class SignalCommand {
    private static final String SIGNALS = "/signals";
    private static final int PAGE = 50;

    @ParentCommand
    private Wrt wrt;

    @Command(description = "List the newest signals, and whether they were delivered.")
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "only those in this state: waiting, delivered, given_up")
                    String state,
            @Option(names = "--all", description = "all of them, not only the newest 50") boolean all) {
        Map<String, Object> query = new HashMap<>(Map.of("limit", PAGE));
        query.put("state", state);
        Iterable<JsonNode> signals = all
                ? wrt.api().items(SIGNALS, query)
                : wrt.api().get(SIGNALS, query).path("items");
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            signals.forEach(document.putArray("items")::add);
            wrt.out().json(document);
            return 0;
        }
        Table table = wrt.out().table("SIGNAL", "AT", "TARGET", "STATE", "ATTEMPTS", "SUBJECT", "ANSWER");
        for (JsonNode signal : signals) {
            table.row(
                    signal.get("id"),
                    Out.time(signal.path("createdAt")),
                    signal.get("target"),
                    signal.get("state"),
                    signal.get("attempts"),
                    signal.get("subject"),
                    signal.get("answer"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Try to deliver a signal now, and for another 24 hours.")
    int retry(@Parameters(index = "0", paramLabel = "NUMBER", description = "the signal's number") long id) {
        return queued(wrt.api().post(SIGNALS + "/" + id + "/retry"));
    }

    @Command(description = "Send a signal to one target of conf/signals.yaml, whatever kinds it wants.")
    int test(@Parameters(index = "0", paramLabel = "TARGET", description = "the target's name") String target) {
        return queued(wrt.api().post(SIGNALS + "/test", Api.object().put("target", target)));
    }

    private int queued(JsonNode signal) {
        if (wrt.out().isJson()) {
            wrt.out().json(signal);
        } else {
            wrt.out()
                    .line("signal " + signal.path("id").asText() + " to "
                            + signal.path("target").asText() + " is queued");
        }
        return 0;
    }
}
