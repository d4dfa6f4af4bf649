package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt image}: images on demand. */
@Command(name = "image", description = "Images on demand: build, list, show, cancel.")
final class ImageCommand {
    private static final String BUILDS = "/image-builds";
    private static final int PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    @Command(
            description = "Ask for an image; one that was made before is found again.",
            footer = {
                "",
                "Packages with a minus in front are left out of the image. With --follow the exit code is 0 when the image",
                "was made, else 1."
            })
    int build(
            @Option(names = "--profile", required = true, paramLabel = "NAME", description = "or the name of a board")
                    String profile,
            @Option(
                            names = "--version",
                            required = true,
                            paramLabel = "VERSION",
                            description = "such as 24.10.2, or SNAPSHOT")
                    String version,
            @Option(
                            names = "--target",
                            paramLabel = "TARGET",
                            description = "such as ath79/generic; not needed where only one has the profile")
                    String target,
            @Option(
                            names = "--packages",
                            split = ",",
                            paramLabel = "NAME",
                            description = "besides those of the profile; separated by commas, or repeated")
                    List<String> packages,
            @Option(
                            names = "--defaults",
                            paramLabel = "FILE",
                            description = "a script that the router runs at its first start")
                    Path defaults,
            @Option(names = "--rootfs-size", paramLabel = "MB", description = "size of the root partition")
                    Integer size,
            @Option(names = "--follow", description = "until it has ended") boolean follow) {
        ObjectNode wanted = Api.object().put("profile", profile).put("version", version);
        wanted.put("target", target);
        wanted.put("rootfsSizeMb", size);
        if (packages != null) {
            packages.forEach(wanted.putArray("packages")::add);
        }
        if (defaults != null) {
            wanted.put("defaults", text(defaults));
        }
        return shown(wrt.api().post(BUILDS, wanted), follow);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ApiError.failed(file + ": cannot be read as a text");
        }
    }

    @Command(description = "List the images that were asked for, newest first.")
    int list(@Option(names = "--state", paramLabel = "STATE", description = "only those in this state") String state) {
        Map<String, Object> query = new HashMap<>(Map.of("limit", PAGE));
        query.put("state", state);
        Iterable<JsonNode> builds = wrt.api().items(BUILDS, query);
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            builds.forEach(document.putArray("items")::add);
            wrt.out().json(document.putNull("next"));
            return 0;
        }
        Table table = wrt.out().table("IMAGE", "VERSION", "TARGET", "PROFILE", "STATE", "CODE", "QUEUED", "BY");
        for (JsonNode build : builds) {
            JsonNode wanted = build.path("wanted");
            String now = build.path("state").asText();
            table.row(
                    build.get("id"),
                    wanted.get("version"),
                    wanted.get("target"),
                    wanted.get("profile"),
                    wrt.out().painted(now, now),
                    build.get("code"),
                    Out.time(build.path("queuedAt")),
                    build.get("askedBy"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show how far an image is, and what was made.")
    int show(
            @Parameters(index = "0", paramLabel = "NUMBER", description = "the image's number") long id,
            @Option(names = "--follow", description = "until it has ended") boolean follow) {
        return shown(wrt.api().get(BUILDS + "/" + id), follow);
    }

    private int shown(JsonNode build, boolean follow) {
        ImageWatch watch = new ImageWatch(wrt.api(), wrt.out(), wrt.pause());
        if (follow) {
            return watch.follow(build) ? 0 : 1;
        }
        watch.show(build);
        return 0;
    }

    @Command(description = "Take an image back that waits or is being made.")
    int cancel(@Parameters(index = "0", paramLabel = "NUMBER", description = "the image's number") long id) {
        JsonNode build = wrt.api().post(BUILDS + "/" + id + "/cancel");
        if (wrt.out().isJson()) {
            wrt.out().json(build);
        } else {
            wrt.out().line(ImageWatch.label(build) + " is cancelled");
        }
        return 0;
    }
}
