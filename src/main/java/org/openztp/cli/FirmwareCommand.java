package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt firmware}: what the firmware store holds. */
@Command(name = "firmware", description = "The firmware store: upload, sign, list, show, remove, drift, check.")
final class FirmwareCommand {
    private static final String BUILDS = "/firmware/builds";
    private static final int PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    /** The build that a command is about. */
    static final class BuildName {
        @Parameters(
                index = "0",
                paramLabel = "CATEGORY/VERSION",
                description = "the build, as wrt firmware list shows it")
        private String name;
    }

    /** What a build is made with where there is none yet. */
    static final class NewBuild {
        @Option(
                names = "--build",
                required = true,
                paramLabel = "CATEGORY/VERSION",
                description = "the build they are of; it is made where there is none")
        private String name;

        @Option(
                names = "--os",
                paramLabel = "OS",
                description = "what a device says it runs when it runs the new build")
        private String os;

        @Option(names = "--changelog", paramLabel = "FILE", description = "a text for those who look at the build")
        private Path changelog;
    }

    @Command(
            description = "Hand images in to a build.",
            footer = {
                "",
                "Exit code 0 when all of them are kept, else 1; one that was there already is kept.",
                "With --json: each image as one line."
            })
    int upload(
            @Parameters(arity = "1..*", paramLabel = "FILE", description = "the images") List<Path> files,
            @Mixin NewBuild wanted,
            @Option(
                            names = "--board",
                            paramLabel = "BOARD",
                            description = "a board they are for, where they do not say so themselves; may be repeated")
                    List<String> boards) {
        files.stream().filter(file -> !Files.isReadable(file)).findFirst().ifPresent(file -> {
            throw ApiError.failed(file + ": cannot be read");
        });
        long build = existing(wanted).orElseGet(() -> made(wanted));
        Out out = wrt.out();
        int failed = 0;
        for (Path file : files) {
            try {
                upload(build, file, boards == null ? List.of() : boards, out);
            } catch (ApiError e) {
                if (e.exitCode() == ApiError.INTERRUPTED) {
                    throw e;
                }
                failed++;
                out.note(file + ": " + e.getMessage());
            }
        }
        return failed == 0 ? 0 : 1;
    }

    private void upload(long build, Path file, List<String> boards, Out out) {
        String path = BUILDS + "/" + build + "/images/" + Api.encoded(file.getFileName());
        FileBody body = new FileBody(file);
        JsonNode image;
        try {
            image = wrt.api().put(path, Map.of("board", boards), body, () -> out.progress(body));
        } finally {
            out.progress(0, 0, 0);
        }
        if (out.isJson()) {
            out.json(image);
        } else {
            out.line(image.path("file").asText() + "  " + words(image.path("boards")));
        }
    }

    @Command(description = "Hand in a signature of an image that lies beside it, as usign -S writes it.")
    int sign(
            @Mixin BuildName which,
            @Parameters(index = "1", paramLabel = "FILE", description = "the image, as the store calls it") String file,
            @Parameters(index = "2", paramLabel = "SIGNATURE", description = "the file of the signature")
                    Path signature) {
        if (!Files.isReadable(signature)) {
            throw ApiError.failed(signature + ": cannot be read");
        }
        JsonNode image = wrt.api().put(image(which, file) + "/signatures", Map.of(), new FileBody(signature), () -> {});
        if (wrt.out().isJson()) {
            wrt.out().json(image);
        } else {
            wrt.out().line(file + "  signed by " + words(image.path("signedBy")));
        }
        return 0;
    }

    @Command(description = "List the builds, newest first.")
    int list(@Option(names = "--category", paramLabel = "CATEGORY", description = "only those of it") String category) {
        Iterable<JsonNode> builds = builds(category);
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            ArrayNode items = document.putArray("items");
            builds.forEach(items::add);
            wrt.out().json(document);
            return 0;
        }
        Table table = wrt.out().table("BUILD", "OS", "IMAGES", "CREATED", "BY");
        for (JsonNode build : builds) {
            table.row(
                    name(build),
                    build.get("os"),
                    build.get("images"),
                    Out.time(build.path("createdAt")),
                    build.get("createdBy"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show a build: its images, the boards they are for, and its changelog.")
    int show(@Mixin BuildName which) {
        JsonNode build = wrt.api().get(BUILDS + "/" + id(which.name));
        if (wrt.out().isJson()) {
            wrt.out().json(build);
            return 0;
        }
        Table table = wrt.out().table("FILE", "BYTES", "BOARDS", "RELEASE", "TARGET", "SIGNED BY", "SHA256", "");
        for (JsonNode image : build.path("items")) {
            table.row(
                    image.get("file"),
                    image.get("sizeBytes"),
                    words(image.path("boards")),
                    image.get("release"),
                    image.get("target"),
                    words(image.path("signedBy")),
                    image.get("sha256"),
                    image.get("fault"));
        }
        table.print();
        wrt.out().page(build.path("changelog").asText());
        return 0;
    }

    @Command(description = "Remove a build with its images, or one image of it.")
    int remove(
            @Mixin BuildName which,
            @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "only this image")
                    String file) {
        if (file == null) {
            wrt.api().delete(BUILDS + "/" + id(which.name));
            return 0;
        }
        wrt.api().delete(image(which, file));
        return 0;
    }

    @Command(
            description = "Show which devices do not run the build that they should.",
            footer = {"", "What devices should run stands in conf/desired-firmware.yaml, and in definitions."})
    int drift(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "only those in it: ok, drifted, no_image or unknown")
                    String state) {
        return new DriftList(wrt.api(), wrt.out()).show(state);
    }

    @Command(
            description = "Show for which devices a newer release or newer packages are waiting.",
            footer = {
                "",
                "BRANCH: a newer release of the branch that the device runs. NEWEST: a newer stable one. PACKAGES: how many of",
                "those in the image that was made for it are newer by now."
            })
    int check(
            @Option(names = "--tag", paramLabel = "TAG", description = "only devices with this tag") String tag,
            @Option(names = "--group", paramLabel = "GROUP", description = "only devices of this group") String group,
            @Option(names = "--location", paramLabel = "LOCATION", description = "only devices at this location")
                    String location,
            @Option(names = "--waiting", description = "only devices for which something is waiting") boolean waiting) {
        return new CheckList(wrt.api(), wrt.out()).show(tag, group, location, waiting);
    }

    /** The path of an image. */
    private String image(BuildName which, String file) {
        for (JsonNode image : wrt.api().get(BUILDS + "/" + id(which.name)).path("items")) {
            if (image.path("file").asText().equals(file)) {
                return "/firmware/images/" + image.path("id").asLong();
            }
        }
        throw ApiError.failed("the build " + which.name + " has no image " + file);
    }

    private Iterable<JsonNode> builds(String category) {
        Map<String, Object> query =
                category == null ? Map.of("limit", PAGE) : Map.of("limit", PAGE, "category", category);
        return wrt.api().items(BUILDS, query);
    }

    private Optional<JsonNode> find(String name) {
        String category = parts(name)[0];
        for (JsonNode build : builds(category)) {
            if (name(build).equals(name)) {
                return Optional.of(build);
            }
        }
        return Optional.empty();
    }

    private long id(String name) {
        return find(name)
                .orElseThrow(() -> ApiError.failed("there is no build " + name))
                .path("id")
                .asLong();
    }

    private Optional<Long> existing(NewBuild wanted) {
        Optional<JsonNode> build = find(wanted.name);
        if (build.isEmpty()) {
            return Optional.empty();
        }
        String os = build.get().path("os").asText("");
        if (wanted.os != null && !wanted.os.equals(os)) {
            throw ApiError.failed("the build " + wanted.name + " is there already, with "
                    + (os.isEmpty() ? "no --os" : "--os \"" + os + "\""));
        }
        long id = build.get().path("id").asLong();
        if (wanted.changelog != null) {
            wrt.api().patch(BUILDS + "/" + id, Api.object().put("changelog", text(wanted.changelog)));
        }
        return Optional.of(id);
    }

    private long made(NewBuild wanted) {
        String[] parts = parts(wanted.name);
        ObjectNode build = Api.object().put("category", parts[0]).put("version", parts[1]);
        if (wanted.os != null) {
            build.put("os", wanted.os);
        }
        if (wanted.changelog != null) {
            build.put("changelog", text(wanted.changelog));
        }
        return wrt.api().post(BUILDS, build).path("id").asLong();
    }

    private static String[] parts(String name) {
        String[] parts = name.split("/", -1);
        if (parts.length != 2 || parts[0].isBlank() || parts[1].isBlank()) {
            throw ApiError.usage("CATEGORY/VERSION is wanted, such as campus/24.10.2, not " + name);
        }
        return parts;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw ApiError.failed(file + ": is no text in UTF-8");
        } catch (IOException e) {
            throw ApiError.failed(file + ": cannot be read");
        }
    }

    private static String name(JsonNode build) {
        return build.path("category").asText() + "/" + build.path("version").asText();
    }

    private static String words(JsonNode all) {
        StringBuilder words = new StringBuilder();
        all.forEach(one -> words.append(words.isEmpty() ? "" : " ").append(one.asText()));
        return words.toString();
    }
}
