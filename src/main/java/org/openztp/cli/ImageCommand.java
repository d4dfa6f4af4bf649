package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openztp.openwrt.Ash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt image}: images on demand. */
@Command(name = "image", description = "Images on demand: build, seed, list, show, fetch, cancel, key.")
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
    int build(@Mixin ImageWish wish, @Option(names = "--follow", description = "until it has ended") boolean follow) {
        return shown(wrt.api().post(BUILDS, wish.json()), follow);
    }

    @Command(
            description = "Ask for an image that makes a router one of this server's at its first start.",
            footer = {
                "",
                "It holds the DHCP hook, the address of this server (server_url), and an enrolment secret of its own where the",
                "policy asks for one; --defaults is run behind that. For administrators. Keep the file as you keep a password.",
                "With --output or --follow the exit code is 0 when the image was made, else 1."
            })
    int seed(
            @Mixin ImageWish wish,
            @Option(names = "--follow", description = "until it has ended") boolean follow,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            description = "of the file, such as factory; else sysupgrade")
                    String type,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "where the image is put once it is made; not there yet")
                    Path output) {
        if (output == null) {
            return shown(wrt.api().post(BUILDS + "/seeds", wish.json()), follow);
        }
        if (Files.exists(output)) {
            throw ApiError.failed(output + " is there already; name another file with --output");
        }
        JsonNode build = watch().ended(wrt.api().post(BUILDS + "/seeds", wish.json()));
        return ImageWatch.isMade(build) ? fetched(build, type, output) : 1;
    }

    @Command(description = "Fetch a file of an image that was made.")
    int fetch(
            @Parameters(index = "0", paramLabel = "NUMBER", description = "the image's number") long id,
            @Option(
                            names = "--type",
                            paramLabel = "TYPE",
                            description = "of the file, such as factory; else sysupgrade")
                    String type,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "FILE",
                            description = "a file that is not there yet")
                    Path output) {
        return fetched(wrt.api().get(BUILDS + "/" + id), type, output);
    }

    private int fetched(JsonNode build, String type, Path output) {
        long bytes = new ImageFetch(wrt.api()).fetch(build, type, output);
        String secrets = build.path("seed").asBoolean() ? "; it holds secrets of this server" : "";
        if (!wrt.out().isJson()) {
            wrt.out().line(output + ": " + bytes + " bytes" + secrets);
        }
        return 0;
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

    @Command(
            description = "Show the image that is made for a device, as its definition wants it.",
            footer = {"", "With --follow the exit code is 0 when the device runs it, else 1."})
    int device(
            @Mixin OneDevice device,
            @Option(names = "--follow", description = "until the device runs it, or it came to nothing")
                    boolean follow) {
        boolean well = new TailoredWatch(wrt.api(), wrt.out(), wrt.pause()).show(device.id(wrt.api()), follow);
        return well ? 0 : 1;
    }

    private int shown(JsonNode build, boolean follow) {
        if (follow) {
            return ImageWatch.isMade(watch().ended(build)) ? 0 : 1;
        }
        watch().show(build);
        return 0;
    }

    private ImageWatch watch() {
        return new ImageWatch(wrt.api(), wrt.out(), wrt.pause());
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

    @Command(
            description =
                    "Show the key that this server signs lists of files with, and how a router comes to trust it.",
            footer = {"", "auc of OpenWrt 18.06 wants it, or its option -F."})
    int key() {
        JsonNode key = wrt.api().get(BUILDS + "/key");
        if (wrt.out().isJson()) {
            wrt.out().json(key);
            return 0;
        }
        List<String> lines = key.path("key").asText().lines().toList();
        lines.forEach(wrt.out()::line);
        wrt.out().line("");
        wrt.out().line("On a router:");
        wrt.out().line("mkdir -p /etc/opkg/keys");
        wrt.out()
                .line("printf '%s\\n' " + lines.stream().map(Ash::quote).collect(Collectors.joining(" "))
                        + " > /etc/opkg/keys/" + key.path("fingerprint").asText());
        return 0;
    }
}
