package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt rollout}: many routers to one build, in stages. */
@Command(
        name = "rollout",
        description = "Roll-outs: plan, start, list, show, devices, approve, pause, resume, abort, retry.")
final class RolloutCommand {
    static final String ROLLOUTS = "/rollouts";
    private static final int PAGE = 100;
    private static final int PAGE_OF_DEVICES = 500;
    private static final Set<String> CHOOSING = Set.of("PREPARING");

    @ParentCommand
    private Wrt wrt;

    /** A roll-out by its number. */
    static final class Number {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "the roll-out's number")
        private long id;

        String path() {
            return ROLLOUTS + "/" + id;
        }
    }

    @Command(
            description = "Choose the devices of a new roll-out; nothing is done to them before it is started.",
            footer = {
                "",
                "wrt rollout devices NUMBER then tells each device with its image, or why it gets none.",
                "A stage: percent=N or count=N, gate=PERCENT that must have succeeded, soak=MINUTES to wait after it."
            })
    int plan(@Mixin RolloutPlanOptions plan) {
        JsonNode rollout = wrt.api().post(ROLLOUTS, plan.document(wrt.api()));
        return told(watch().quietly(CHOOSING, rollout));
    }

    @Command(description = "Start a roll-out whose devices are chosen.")
    int start(
            @Mixin Number number, @Option(names = "--follow", description = "until it rests or ends") boolean follow) {
        return done(number, "start", follow);
    }

    @Command(description = "List the roll-outs, newest first.")
    int list() {
        Iterable<JsonNode> rollouts = wrt.api().items(ROLLOUTS, Map.of("limit", PAGE));
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            rollouts.forEach(document.putArray("items")::add);
            wrt.out().json(document.putNull("next"));
            return 0;
        }
        Table table = wrt.out().table("ROLL-OUT", "NAME", "BUILD", "STATE", "DONE", "DEVICES", "CREATED", "BY");
        for (JsonNode rollout : rollouts) {
            RolloutWatch.Counts counts = RolloutWatch.Counts.of(rollout);
            table.row(
                    rollout.get("id"),
                    rollout.get("name"),
                    rollout.get("build"),
                    rollout.get("state"),
                    counts.well(),
                    counts.all(),
                    Out.time(rollout.path("createdAt")),
                    rollout.get("askedBy"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show how far a roll-out is.")
    int show(@Mixin Number number, @Option(names = "--follow", description = "until it rests or ends") boolean follow) {
        JsonNode rollout = wrt.api().get(number.path());
        return follow ? watch().follow(rollout) : told(rollout);
    }

    @Command(description = "List the devices of a roll-out, with what each gets, or why it gets nothing.")
    int devices(
            @Mixin Number number,
            @Option(names = "--state", paramLabel = "STATE", description = "only those whose upgrade is in this state")
                    String state,
            @Option(names = "--reason", paramLabel = "REASON", description = "only those left out for it")
                    String reason) {
        Map<String, Object> query = new HashMap<>(Map.of("limit", PAGE_OF_DEVICES));
        query.put("state", state);
        query.put("reason", reason);
        Iterable<JsonNode> devices = wrt.api().items(number.path() + "/devices", query);
        if (wrt.out().isJson()) {
            devices.forEach(wrt.out()::json);
            return 0;
        }
        Table table = wrt.out().table("DEVICE", "NAME", "RUNS", "SITE", "STAGE", "IMAGE", "BYTES", "STATE", "WORDS");
        for (JsonNode device : devices) {
            boolean isLeftOut = device.path("reason").isTextual();
            boolean hasUpgrade = device.path("state").isTextual();
            table.row(
                    device.get("device"),
                    device.path("hostname").isTextual() ? device.get("hostname") : device.get("mac"),
                    device.get("release"),
                    device.get("site"),
                    device.get("stage"),
                    device.get("file"),
                    device.get("sizeBytes"),
                    isLeftOut ? "left out" : hasUpgrade ? device.get("state") : "to come",
                    isLeftOut ? device.get("reason") : device.get("words"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Agree to a roll-out that another operator asked for.")
    int approve(@Mixin Number number) {
        return done(number, "approve", false);
    }

    @Command(description = "Let nothing begin; what has begun comes to its end.")
    int pause(@Mixin Number number) {
        return done(number, "pause", false);
    }

    @Command(description = "Go on after a pause, or after a stop: what failed until then counts no more.")
    int resume(
            @Mixin Number number, @Option(names = "--follow", description = "until it rests or ends") boolean follow) {
        return done(number, "resume", follow);
    }

    @Command(description = "Give a roll-out up; what was not flashed yet is called back.")
    int abort(@Mixin Number number) {
        return done(number, "abort", false);
    }

    @Command(description = "Try once more what came to nothing.")
    int retry(
            @Mixin Number number, @Option(names = "--follow", description = "until it rests or ends") boolean follow) {
        return done(number, "retry", follow);
    }

    private int done(Number number, String verb, boolean follow) {
        JsonNode rollout = wrt.api().post(number.path() + "/" + verb);
        if (follow) {
            return watch().follow(rollout);
        }
        if (wrt.out().isJson()) {
            wrt.out().json(rollout);
        } else {
            wrt.out().line(RolloutWatch.words(rollout));
        }
        return 0;
    }

    private RolloutWatch watch() {
        return new RolloutWatch(wrt.api(), wrt.out(), wrt.pause());
    }

    private int told(JsonNode rollout) {
        if (wrt.out().isJson()) {
            wrt.out().json(rollout);
            return 0;
        }
        wrt.out().line(RolloutWatch.words(rollout));
        Table table = wrt.out().table("STAGE", "DEVICES", "DONE", "FAILED", "UNDER WAY", "TO COME");
        for (JsonNode stage : rollout.path("stages")) {
            RolloutWatch.Counts counts = RolloutWatch.Counts.ofStage(stage);
            table.row(
                    stage.get("number"),
                    counts.all(),
                    counts.well(),
                    counts.failed(),
                    counts.underWay(),
                    counts.toCome());
        }
        table.print();
        rollout.path("leftOut")
                .properties()
                .forEach(reason -> wrt.out().line(reason.getValue().asText() + " left out: " + reason.getKey()));
        return 0;
    }
}
