package org.openztp.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** A roll-out's plan, as options; whether it can be is the server's to judge. */
final class RolloutPlanOptions {
    private static final Set<String> OF_A_STAGE = Set.of("percent", "count", "gate", "soak");

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "what people call it")
    private String name;

    @Option(
            names = "--build",
            required = true,
            paramLabel = "CATEGORY/VERSION",
            description = "the build of the firmware store")
    private String build;

    @Option(names = "--option", paramLabel = "LETTER", description = "for sysupgrade; may be repeated")
    private List<String> letters;

    @ArgGroup(exclusive = false, heading = "Which devices; all that is named must be true:%n")
    private Which which = new Which();

    /** Which devices. */
    static final class Which {
        @Option(names = "--all", description = "each device on record")
        private boolean all;

        @Option(names = "--tag", paramLabel = "TAG", description = "those with this tag; may be repeated")
        private List<String> tags;

        @Option(names = "--group", paramLabel = "GROUP", description = "those of this group")
        private String group;

        @Option(names = "--location", paramLabel = "LOCATION", description = "those at this location")
        private String location;

        @Option(names = "--board", paramLabel = "BOARD", description = "those of this board")
        private String board;

        @Option(names = "--in-state", paramLabel = "STATE", description = "those in this state")
        private String state;

        @Option(names = "--from-release", paramLabel = "RELEASE", description = "those that run this or a later one")
        private String from;

        @Option(names = "--to-release", paramLabel = "RELEASE", description = "those that run this or an earlier one")
        private String to;

        @Option(names = "--device", paramLabel = "ID", description = "this one; may be repeated")
        private List<String> devices;
    }

    @ArgGroup(exclusive = false, heading = "How:%n")
    private How how = new How();

    /** In which steps, how fast, and when. */
    static final class How {
        @Option(
                names = "--stage",
                paramLabel = "STAGE",
                description = "such as count=1,soak=60 or percent=10,gate=95; may be repeated, what is left comes last")
        private List<String> stages;

        @Option(names = "--stop-percent", paramLabel = "N", description = "stop when more than N %% of a stage fail")
        private Integer percent;

        @Option(names = "--stop-count", paramLabel = "N", description = "stop when more than N fail")
        private Integer count;

        @Option(names = "--at-once", paramLabel = "N", description = "at most N under way")
        private Integer overall;

        @Option(names = "--per-site", paramLabel = "N", description = "at most N under way at one location")
        private Integer site;

        @Option(names = "--uplink", paramLabel = "KB/S", description = "what a location's line carries")
        private Integer uplink;

        @Option(
                names = "--window",
                paramLabel = "ZONE,FROM-TO[,DAY...]",
                description = "only then, such as Europe/Berlin,01:00-05:00,SATURDAY,SUNDAY")
        private String window;

        @Option(names = "--start-at", paramLabel = "TIME", description = "not before 2026-12-24T18:00:00Z, say")
        private String startAt;

        @Option(names = "--late", description = "devices that come later join")
        private boolean late;

        @Option(names = "--approval", description = "another operator has to agree")
        private boolean approval;
    }

    /** As the API wants it. */
    ObjectNode document(Api api) {
        ObjectNode plan = Api.object().put("name", name).put("build", build);
        if (letters != null) {
            ObjectNode options = plan.putObject("options");
            letters.forEach(letter -> options.put(letter, true));
        }
        targets(api, plan.putObject("targets"));
        if (how.stages != null) {
            ArrayNode stages = plan.putArray("stages");
            how.stages.forEach(stage -> stage(stages.addObject(), stage));
        }
        if (how.percent != null || how.count != null) {
            plan.putObject("stop").put("percent", how.percent).put("count", how.count);
        }
        if (how.overall != null || how.site != null || how.uplink != null) {
            plan.putObject("caps")
                    .put("overall", how.overall)
                    .put("site", how.site)
                    .put("uplinkKilobytesPerSecond", how.uplink);
        }
        if (how.window != null) {
            window(plan.putObject("window"));
        }
        if (how.startAt != null) {
            plan.put("startAt", how.startAt);
        }
        return plan.put("late", how.late).put("approval", how.approval);
    }

    private void targets(Api api, ObjectNode targets) {
        if (which.all) {
            targets.put("all", true);
        }
        put(targets, "state", which.state);
        put(targets, "group", which.group);
        put(targets, "location", which.location);
        put(targets, "board", which.board);
        if (which.tags != null) {
            which.tags.forEach(targets.putArray("tags")::add);
        }
        if (which.devices != null) {
            ArrayNode devices = targets.putArray("devices");
            which.devices.forEach(device -> devices.add(DeviceIds.id(api, device)));
        }
        if (which.from != null || which.to != null) {
            ObjectNode release = targets.putObject("release");
            put(release, "from", which.from);
            put(release, "to", which.to);
        }
    }

    private static void put(ObjectNode object, String name, String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private static void stage(ObjectNode stage, String words) {
        for (String part : words.split(",")) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2 || !OF_A_STAGE.contains(pair[0]) || !pair[1].matches("\\d{1,7}")) {
                throw ApiError.usage("--stage: percent=N or count=N is wanted, with gate=PERCENT and soak=MINUTES");
            }
            stage.put(pair[0].equals("soak") ? "soakMinutes" : pair[0], Integer.parseInt(pair[1]));
        }
    }

    private void window(ObjectNode window) {
        String[] parts = how.window.split(",");
        if (parts.length < 2 || !parts[1].matches("\\d\\d:\\d\\d-\\d\\d:\\d\\d")) {
            throw ApiError.usage("--window: such as Europe/Berlin,01:00-05:00 is wanted");
        }
        window.put("zone", parts[0]).put("from", parts[1].substring(0, 5)).put("to", parts[1].substring(6));
        ArrayNode days = window.putArray("days");
        for (int i = 2; i < parts.length; i++) {
            days.add(parts[i].toUpperCase(Locale.ROOT));
        }
    }
}
