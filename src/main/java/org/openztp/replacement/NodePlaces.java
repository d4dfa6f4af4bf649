package org.openztp.replacement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openztp.device.Device;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;
import org.openztp.plan.NodeFolders;

/**
 * The folder of a device below nodes, when another box takes its place: first its files are there for the new one, too, and
 * when that is on record, the old one's folder is put aside. Each of both may be done again.
 */
final class NodePlaces {
    private static final Set<PosixFilePermission> EXECUTABLE = PosixFilePermissions.fromString("rwxr-x---");

    private final Path nodes;
    private final NodeFolders folders;

    NodePlaces(Path nodes) {
        this.nodes = nodes;
        this.folders = new NodeFolders(nodes);
    }

    /**
     * Copies what the new box's folder does not have yet.
     *
     * @return the name of the new box's folder; empty when the old one has none
     * @throws Problem 409 a file cannot be copied
     */
    Optional<String> copy(Device from, Device to) {
        Optional<Path> old = folder(from);
        if (old.isEmpty()) {
            return Optional.empty();
        }
        String target =
                folder(to).map(path -> path.getFileName().toString()).orElseGet(() -> name(old.get(), from, to));
        try {
            if (!isSame(old.get(), target)) {
                copy(old.get().getFileName().toString(), target);
            }
            return Optional.of(target);
        } catch (IOException | InvalidValue e) {
            throw Problem.conflict("nodes/" + target + " cannot be written: " + e.getMessage());
        }
    }

    private boolean isSame(Path old, String target) throws IOException {
        Path other = nodes.resolve(target);
        return Files.exists(other) && Files.isSameFile(old, other);
    }

    private void copy(String from, String to) throws IOException {
        folders.create(to);
        for (String name : names(from)) {
            Optional<Path> file = folders.file(from, name);
            if (file.isPresent() && !Files.exists(nodes.resolve(to).resolve(name))) {
                folders.write(to, name, Files.readAllBytes(file.get()));
                if (Files.isExecutable(file.get())) {
                    Files.setPosixFilePermissions(nodes.resolve(to).resolve(name), EXECUTABLE);
                }
            }
        }
    }

    private List<String> names(String id) throws IOException {
        try (Stream<Path> files = Files.list(nodes.resolve(id))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\.?[A-Za-z0-9][A-Za-z0-9._-]{0,99}"))
                    .sorted()
                    .toList();
        }
    }

    /** The folder of a box that is out of service gets a name that no box has; nothing in it is lost. */
    void putAside(Device retired) throws IOException {
        Optional<Path> folder = folder(retired);
        if (folder.isEmpty() || isLinkedTo(folder.get())) {
            return;
        }
        String name = folder.get().getFileName() + ".replaced";
        Path aside = nodes.resolve(name);
        for (int i = 2; Files.exists(aside); i++) {
            aside = nodes.resolve(name + "-" + i);
        }
        Files.move(folder.get(), aside);
    }

    /** An operator has made the new box's folder a link to the old one's. */
    private boolean isLinkedTo(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(nodes)) {
            return all.filter(Files::isSymbolicLink).anyMatch(link -> leadsTo(link, folder));
        }
    }

    private static boolean leadsTo(Path link, Path folder) {
        try {
            return Files.exists(link) && Files.isSameFile(link, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Path> folder(Device device) {
        return folders.of(device.serial(), digits(device).toUpperCase(Locale.ROOT), digits(device));
    }

    /** By serial number where the old one's is, else by MAC. */
    private static String name(Path old, Device from, Device to) {
        boolean bySerial = old.getFileName().toString().equals(from.serial());
        return bySerial && NodeFolders.isId(to.serial()) ? to.serial() : digits(to);
    }

    private static String digits(Device device) {
        return device.mac().value().replace(":", "");
    }
}
