package org.openztp.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which image is wanted. */
final class ImageWish {
    @Option(names = "--profile", required = true, paramLabel = "NAME", description = "or the name of a board")
    private String profile;

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "such as 24.10.2, or SNAPSHOT")
    private String version;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "such as ath79/generic; not needed where only one has the profile")
    private String target;

    @Option(
            names = "--packages",
            split = ",",
            paramLabel = "NAME",
            description = "besides those of the profile; separated by commas, or repeated")
    private List<String> packages;

    @Option(names = "--defaults", paramLabel = "FILE", description = "a script that the router runs at its first start")
    private Path defaults;

    @Option(names = "--rootfs-size", paramLabel = "MB", description = "size of the root partition")
    private Integer size;

    /** As the API takes it. */
    ObjectNode json() {
        ObjectNode wanted = Api.object().put("profile", profile).put("version", version);
        wanted.put("target", target);
        wanted.put("rootfsSizeMb", size);
        if (packages != null) {
            packages.forEach(wanted.putArray("packages")::add);
        }
        if (defaults != null) {
            wanted.put("defaults", text(defaults));
        }
        return wanted;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw ApiError.failed(file + ": cannot be read as a text");
        }
    }
}
