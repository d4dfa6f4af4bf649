package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt upgrade}: one router to one image of the firmware store. */
@Command(name = "upgrade", description = "Upgrades of routers: start, list, show, cancel, retry.")
final class UpgradeCommand {
    private static final String UPGRADES = "/upgrades";
    private static final int PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    /** Which image; one of the three. */
    static final class Which {
        @Option(
                names = "--build",
                required = true,
                paramLabel = "CATEGORY/VERSION",
                description = "the image that this build of the store has for the device's board")
        private String build;

        @Option(names = "--image", required = true, paramLabel = "NUMBER", description = "this image of the store")
        private Long image;

        @Option(
                names = "--tailored",
                required = true,
                description = "the image that its definition wants to be made for it")
        private boolean tailored;
    }

    /** An upgrade by its number. */
    static final class Number {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "the upgrade's number")
        private long id;
    }

    @Command(
            description = "Upgrade a device to an image of the firmware store, or to one that is made for it.",
            footer = {
                "",
                "Letters for --option, as sysupgrade has them: c and o keep what was changed, n keeps nothing, u skips",
                "what is as the image has it, p leaves the partition table, k lists the packages, F flashes what checks",
                "refuse (for an administrator). With --follow the exit code is 0 when it runs the image, else 1."
            })
    int start(
            @Mixin OneDevice device,
            @ArgGroup(multiplicity = "1") Which which,
            @Option(names = "--option", paramLabel = "LETTER", description = "for sysupgrade; may be repeated")
                    List<String> letters,
            @Option(
                            names = "--deadline",
                            paramLabel = "TIME",
                            description = "until when the device has to be there, such as 2026-12-24T18:00:00Z")
                    String deadline,
            @Option(names = "--follow", description = "until it has ended") boolean follow) {
        if (which.tailored) {
            if (letters != null || deadline != null) {
                throw ApiError.usage("--tailored: an image that is made first has neither --option nor --deadline");
            }
            return new TailoredWatch(wrt.api(), wrt.out(), wrt.pause()).order(device.id(wrt.api()), follow) ? 0 : 1;
        }
        ObjectNode wanted = Api.object();
        if (which.build != null) {
            wanted.put("build", which.build);
        } else {
            wanted.put("image", which.image);
        }
        if (letters != null) {
            ObjectNode options = wanted.putObject("options");
            letters.forEach(letter -> options.put(letter, true));
        }
        if (deadline != null) {
            wanted.put("deadline", checked(deadline));
        }
        long id = device.id(wrt.api());
        return begun(wrt.api().post("/devices/" + id + "/upgrades", wanted), follow);
    }

    private static String checked(String time) {
        try {
            return Instant.parse(time).toString();
        } catch (DateTimeParseException e) {
            throw ApiError.usage("--deadline: a time such as 2026-12-24T18:00:00Z is wanted");
        }
    }

    private int begun(JsonNode upgrade, boolean follow) {
        if (follow) {
            return new UpgradeWatch(wrt.api(), wrt.out(), wrt.pause()).follow(upgrade) ? 0 : 1;
        }
        if (wrt.out().isJson()) {
            wrt.out().json(upgrade);
        } else {
            wrt.out().line(UpgradeWatch.label(upgrade) + " is queued");
        }
        return 0;
    }

    @Command(description = "List the upgrades, newest first.")
    int list(
            @Option(names = "--device", paramLabel = "ID", description = "only those of this device") String device,
            @Option(names = "--state", paramLabel = "STATE", description = "only those in this state") String state) {
        Map<String, Object> query = new HashMap<>(Map.of("limit", PAGE));
        query.put("device", device == null ? null : DeviceIds.id(wrt.api(), device));
        query.put("state", state);
        Iterable<JsonNode> upgrades = wrt.api().items(UPGRADES, query);
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            upgrades.forEach(document.putArray("items")::add);
            wrt.out().json(document.putNull("next"));
            return 0;
        }
        Table table = wrt.out().table("UPGRADE", "DEVICE", "BUILD", "STATE", "CODE", "CREATED", "BY");
        for (JsonNode upgrade : upgrades) {
            String now = upgrade.path("state").asText();
            table.row(
                    upgrade.get("id"),
                    upgrade.path("deviceName").asText() + "("
                            + upgrade.path("deviceId").asText() + ")",
                    upgrade.path("image").get("build"),
                    wrt.out().painted(now, now),
                    upgrade.get("code"),
                    Out.time(upgrade.path("createdAt")),
                    upgrade.get("askedBy"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show how far an upgrade is.")
    int show(@Mixin Number number, @Option(names = "--follow", description = "until it has ended") boolean follow) {
        JsonNode upgrade = wrt.api().get(UPGRADES + "/" + number.id);
        if (follow) {
            return begun(upgrade, true);
        }
        if (wrt.out().isJson()) {
            wrt.out().json(upgrade);
            return 0;
        }
        JsonNode image = upgrade.path("image");
        wrt.out().line(UpgradeWatch.label(upgrade));
        wrt.out().line(UpgradeWatch.words(upgrade));
        Table table = wrt.out()
                .table("IMAGE", "BYTES", "RELEASE", "REVISION", "OPTIONS", "ATTEMPTS", "BACKUP", "CREATED", "ENDED");
        table.row(
                image.get("file"),
                image.get("sizeBytes"),
                image.get("release"),
                image.get("revision"),
                upgrade.get("options"),
                upgrade.get("attempts"),
                upgrade.path("before").path("backup"),
                Out.time(upgrade.path("createdAt")),
                Out.time(upgrade.path("endedAt")));
        table.print();
        return 0;
    }

    @Command(description = "Take an upgrade back, before anything is flashed.")
    int cancel(@Mixin Number number) {
        JsonNode upgrade = wrt.api().post(UPGRADES + "/" + number.id + "/cancel");
        if (wrt.out().isJson()) {
            wrt.out().json(upgrade);
        } else {
            wrt.out().line(UpgradeWatch.label(upgrade) + " is cancelled");
        }
        return 0;
    }

    @Command(description = "Try once more what an upgrade that came to nothing was to do.")
    int retry(@Mixin Number number, @Option(names = "--follow", description = "until it has ended") boolean follow) {
        return begun(wrt.api().post(UPGRADES + "/" + number.id + "/retry"), follow);
    }
}
