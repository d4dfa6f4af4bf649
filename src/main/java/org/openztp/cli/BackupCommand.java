package org.openztp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code wrt backup}: configurations of devices in versions. */
@Command(name = "backup", description = "Configurations of devices in versions: take, list, show, diff, get, restore.")
final class BackupCommand {
    private static final int LONG_PAGE = 500;

    @ParentCommand
    private Wrt wrt;

    @Command(description = "Take a backup of the configuration as soon as may be.")
    int take(@Mixin DeviceIds ids) {
        ids.each(wrt.api(), id -> {
            JsonNode asked = wrt.api().post(path(id));
            if (wrt.out().isJson()) {
                wrt.out().json(asked);
            } else {
                boolean fetches = asked.path("way").asText().equals("PULL");
                wrt.out()
                        .line("a backup of device " + id + " is asked for"
                                + (fetches ? "; it comes when the device asks the next time" : ""));
            }
        });
        return 0;
    }

    @Command(description = "List the versions of a device's configuration, newest first.")
    int list(@Mixin OneDevice device) {
        Iterable<JsonNode> versions = wrt.api().items(path(device.id(wrt.api())), Map.of("limit", LONG_PAGE));
        if (wrt.out().isJson()) {
            ObjectNode document = Api.object();
            versions.forEach(document.putArray("items")::add);
            wrt.out().json(document.putNull("next"));
            return 0;
        }
        Table table = wrt.out().table("VERSION", "TAKEN", "HELD UNTIL", "CHANGED", "FILES", "BYTES");
        for (JsonNode version : versions) {
            table.row(
                    version.get("version"),
                    Out.time(version.path("takenAt")),
                    Out.time(version.path("checkedAt")),
                    version.get("changed"),
                    version.get("files"),
                    version.get("bytes"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show which files are in a version.")
    int show(
            @Mixin OneDevice device,
            @Parameters(index = "1", paramLabel = "VERSION", description = "its number") int version) {
        JsonNode files = wrt.api().get(path(device.id(wrt.api())) + "/" + version + "/files");
        if (wrt.out().isJson()) {
            wrt.out().json(files);
            return 0;
        }
        Table table = wrt.out().table("FILE", "BYTES", "SHA-256 OR TARGET");
        for (JsonNode item : files.path("items")) {
            boolean link = item.path("target").isTextual();
            table.row(item.get("path"), link ? "" : item.get("bytes"), item.get(link ? "target" : "sha256"));
        }
        table.print();
        return 0;
    }

    @Command(description = "Show what changed from a version to another, as diff -u does.")
    int diff(
            @Mixin OneDevice device,
            @Parameters(index = "1", paramLabel = "FROM", description = "the older version") int from,
            @Parameters(index = "2", arity = "0..1", paramLabel = "TO", description = "the newer one; else the newest")
                    Integer to) {
        String path = path(device.id(wrt.api())) + "/" + from + "/diff";
        JsonNode diff = wrt.api().get(path, to == null ? Map.of() : Map.of("to", to));
        if (wrt.out().isJson()) {
            wrt.out().json(diff);
            return 0;
        }
        for (JsonNode file : diff.path("files")) {
            if (file.path("diff").isTextual()) {
                wrt.out().page(file.path("diff").asText());
            } else {
                wrt.out()
                        .line(file.path("path").asText() + ": " + word(file) + ", "
                                + file.path("remark").asText());
            }
        }
        return 0;
    }

    @Command(description = "Get a version as an archive that sysupgrade -r takes.")
    int get(
            @Mixin OneDevice device,
            @Parameters(index = "1", paramLabel = "VERSION", description = "its number") int version,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "a file that is not there yet; else device-ID-version-VERSION.tar.gz here")
                    Path output) {
        long id = device.id(wrt.api());
        Path file = output != null ? output : Path.of("device-" + id + "-version-" + version + ".tar.gz");
        byte[] archive = wrt.api().bytes(path(id) + "/" + version);
        try {
            OwnerOnly.create(file);
            try (OutputStream to = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
                to.write(archive);
            }
        } catch (FileAlreadyExistsException e) {
            throw ApiError.failed(file + " is there already; name another file with --output");
        } catch (IOException e) {
            throw ApiError.failed(file + " cannot be written: " + e.getMessage());
        }
        wrt.out().line(file + ": " + archive.length + " bytes; it holds the passwords of the device");
        return 0;
    }

    @Command(description = "Put a version onto its device, as the first step of the device's next plan.")
    int restore(
            @Mixin OneDevice device,
            @Parameters(index = "1", paramLabel = "VERSION", description = "its number") int version) {
        long id = device.id(wrt.api());
        JsonNode asked = wrt.api().post(path(id) + "/" + version + "/restore");
        if (wrt.out().isJson()) {
            wrt.out().json(asked);
        } else {
            wrt.out().line("device " + id + " is queued and gets version " + version);
        }
        return 0;
    }

    private static String word(JsonNode file) {
        return file.path("kind").asText().toLowerCase(Locale.ROOT);
    }

    private static String path(long id) {
        return "/devices/" + id + "/backups";
    }
}
