package org.openztp.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the folder of keys and all in it are their owner's alone; of the first admin token it is told that it lies there. */
public record KeysCheck(Path folder) implements Check {
    private static final String ABOUT = "keys";
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.sorted().toList()) {
                look(file, findings);
            }
        } catch (IOException | UncheckedIOException e) {
            findings.add(Finding.wrong(
                    ABOUT,
                    folder + " cannot be read",
                    "the server reads its keys there",
                    "run this as the server's user; if you do, give the folder to that user"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(ABOUT, folder + " is its owner's alone"));
        }
        Path token = folder.resolve("admin-token");
        if (Files.exists(token)) {
            findings.add(new Finding(
                    Finding.Level.OK,
                    ABOUT,
                    "the first admin token lies in " + token,
                    "who reads the file administers the server",
                    "once you have a token of your own: remove the file, and the token admin by wrt token remove"));
        }
        return findings;
    }

    private static void look(Path file, List<Finding> findings) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> given = view.readAttributes().permissions();
        if (!OWNERS.containsAll(given)) {
            String mode = Files.isDirectory(file) ? "700" : "600";
            findings.add(Finding.wrong(
                    ABOUT,
                    file + " is " + PosixFilePermissions.toString(given) + ", not " + mode,
                    "other users of this machine may read or replace keys: of routers, of sign-ins",
                    "chmod " + mode + " " + file));
        }
    }
}
