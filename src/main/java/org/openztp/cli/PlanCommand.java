package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code wrt plan}: what a device would become; nothing is done and nothing taken. */
@Command(name = "plan", description = "What a device would become: its pattern, and the steps. Nothing is done.")
final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private Wrt wrt;

    @Option(names = "--device", paramLabel = "ID", description = "a device on record, with all that is known of it")
    private Long device;

    @Option(names = "--mac", paramLabel = "MAC", description = "a device by its MAC, on record or thought of")
    private String mac;

    @Option(names = "--board", paramLabel = "BOARD", description = "its board_name")
    private String board;

    @Option(names = "--release", paramLabel = "RELEASE", description = "the release that it runs")
    private String release;

    @Option(names = "--address", paramLabel = "ADDRESS", description = "where it registers from")
    private String address;

    @Option(names = "--fact", paramLabel = "NAME=VALUE", description = "any other fact; may be given again")
    private Map<String, String> facts = new LinkedHashMap<>();

    @Option(names = "--tag", paramLabel = "TAG", split = ",", description = "its tags, instead of those on record")
    private List<String> tags = List.of();

    @Override
    public Integer call() {
        if (device == null && mac == null) {
            throw ApiError.usage("one of --device and --mac is wanted");
        }
        Map<String, Object> query = new LinkedHashMap<>(facts);
        query.put("device", device);
        query.put("mac", mac);
        query.put("board_name", board);
        query.put("release", release);
        query.put("address", address);
        query.put("tag", tags);
        JsonNode plan = wrt.api().get("/plan", query);
        if (wrt.out().isJson()) {
            wrt.out().json(plan);
        } else {
            print(plan);
        }
        return plan.path("problem").isTextual() ? 1 : 0;
    }

    private void print(JsonNode plan) {
        Out out = wrt.out();
        Table trials = out.table("PATTERN", "MATCHES", "WHY");
        plan.path("node").forEach(file -> trials.row(file, "yes", "it is in the device's own folder"));
        plan.path("patterns").forEach(trial -> {
            boolean matched = trial.path("matched").asBoolean();
            trials.row(trial.get("pattern"), matched ? "yes" : "no", matched ? "" : trial.get("why"));
        });
        trials.print();
        if (plan.path("definition").isTextual()) {
            out.line("");
            out.line("definition " + plan.path("definition").asText());
        }
        plan.path("steps").forEach(this::step);
        if (plan.path("problem").isTextual()) {
            out.line("");
            out.note(plan.path("problem").asText());
        }
    }

    private void step(JsonNode step) {
        int confirm = step.path("confirmSeconds").asInt();
        wrt.out().line("");
        wrt.out()
                .line("# " + step.path("position").asInt() + ": "
                        + step.path("name").asText()
                        + (confirm > 0 ? ", undone unless the server is reached within " + confirm + " s" : ""));
        EventLines.lines(step.path("script").asText()).forEach(wrt.out()::line);
    }
}
