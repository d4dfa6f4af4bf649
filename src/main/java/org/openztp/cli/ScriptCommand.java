package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt script}: the operator's scripts, run on devices. */
@Command(name = "script", description = "The scripts in conf/scripts: list them, run one on devices.")
final class ScriptCommand {
    @ParentCommand
    private Wrt wrt;

    /** One of the two is needed, never both. */
    static final class Targets {
        @Option(
                names = "--target",
                required = true,
                split = ",",
                paramLabel = "ID",
                completionCandidates = Completion.Devices.class,
                description = "on these devices, by id, MAC or hostname")
        private List<String> ids = List.of();

        @Option(names = "--all", required = true, description = "on every device")
        private boolean all;
    }

    @Command(description = "List the scripts.")
    int list() {
        JsonNode scripts = wrt.api().get("/scripts");
        if (wrt.out().isJson()) {
            wrt.out().json(scripts);
            return 0;
        }
        Table table = wrt.out().table("NAME", "DEFAULT", "ARGUMENTS", "DESCRIPTION");
        for (JsonNode script : scripts.path("items")) {
            table.row(
                    script.get("name"),
                    script.path("default").asBoolean() ? "yes" : "",
                    words(script.path("arguments")),
                    script.get("description"));
        }
        table.print();
        return 0;
    }

    @Command(
            description = "Run a script on devices, side by side, and show what they say.",
            footer = {
                "",
                "Exit code 0 when all of them succeeded, else 1. Ends early by Ctrl-C; the devices go on.",
                "With --json: each event and each finished run as one line."
            })
    int run(
            @Parameters(
                            paramLabel = "NAME",
                            completionCandidates = Completion.Scripts.class,
                            description = "the script's file name in conf/scripts")
                    String name,
            @ArgGroup(multiplicity = "1") Targets targets,
            @Parameters(paramLabel = "ARG", arity = "0..*", description = "the script's arguments, after --")
                    List<String> arguments) {
        ObjectNode order = Api.object().put("script", name).put("all", targets.all);
        ArrayNode ids = order.putArray("targets");
        LinkedHashSet<Long> distinct = new LinkedHashSet<>();
        targets.ids.forEach(target -> distinct.add(DeviceIds.id(wrt.api(), target)));
        distinct.forEach(ids::add);
        ArrayNode words = order.putArray("arguments");
        if (arguments != null) {
            arguments.forEach(words::add);
        }
        JsonNode batch = wrt.api().post("/script-runs", order);
        return new RunWatch(wrt.api(), wrt.out(), wrt.pause()).follow(batch) == 0 ? 0 : 1;
    }

    private static String words(JsonNode arguments) {
        if (!arguments.isArray()) {
            return arguments.asText("");
        }
        StringBuilder words = new StringBuilder();
        arguments.forEach(word -> words.append(words.isEmpty() ? "" : " ").append(word.asText()));
        return words.toString();
    }
}
