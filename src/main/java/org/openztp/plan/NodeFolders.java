package org.openztp.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openztp.openwrt.InvalidValue;

/**
 * ZTP_HOME/nodes: a folder for each device that has files of its own, named by its serial number or by its MAC without
 * separators. A folder or file may be a link to another below nodes, as when a box is swapped for a new one; what leads
 * out of nodes is not seen and never written to. Keeps nothing in memory, so that any number of servers may share it.
 */
public final class NodeFolders {
    /** A file that only the folders of ZTPServer's clients have: what they said of themselves. */
    public static final String OF_ANOTHER_CLIENT = ".node";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern FILE = Pattern.compile("\\.?[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path nodes;

    /** @param nodes need not be there yet */
    public NodeFolders(Path nodes) {
        this.nodes = nodes;
    }

    /** Whether a folder may be called so. */
    public static boolean isId(String id) {
        return id != null && ID.matcher(id).matches();
    }

    /**
     * The folder of a node: that of the first candidate which has one.
     *
     * @param ids its serial number, its MAC without separators…; those that can be no folder's name, and nulls, are passed
     *     over
     */
    public Optional<Path> of(String... ids) {
        return Stream.of(ids)
                .filter(NodeFolders::isId)
                .map(nodes::resolve)
                .filter(folder -> Files.isDirectory(folder) && isInside(folder))
                .findFirst();
    }

    /**
     * A file of a node, when it is there.
     *
     * @throws InvalidValue no file can be called so
     */
    public Optional<Path> file(String id, String name) {
        checked(name);
        return of(id).map(folder -> folder.resolve(name)).filter(file -> Files.isRegularFile(file) && isInside(file));
    }

    /**
     * The folder of a node, made when it is not there.
     *
     * @throws InvalidValue no folder can be called so, or what is called so is none or leads out of nodes
     * @throws IOException it cannot be made
     */
    public Path create(String id) throws IOException {
        if (!isId(id)) {
            throw new InvalidValue(
                    "node: a name of letters, digits, '.', '_' and '-' is wanted, at most 100, a letter or digit first");
        }
        Files.createDirectories(nodes);
        try {
            Files.createDirectory(nodes.resolve(id), mode("rwxr-x---"));
        } catch (FileAlreadyExistsException e) {
            // the operator's, or another writer was faster
        }
        return of(id).orElseThrow(() -> new InvalidValue("node: nodes/" + id + " is no folder below nodes"));
    }

    /**
     * Writes a file of a node as a whole: whoever reads sees the old content or the new one, also after a power cut. Makes
     * the folder when it is not there. A link in the file's place is replaced, and what it led to stays as it is.
     *
     * @throws InvalidValue there can be no such folder, or no such file
     * @throws IOException it cannot be written; the old content is in place
     */
    public void write(String id, String name, byte[] content) throws IOException {
        checked(name);
        Path folder = create(id).toRealPath();
        Path draft = folder.resolve("." + UUID.randomUUID() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-r-----"))) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        if (isPosix()) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    private static void checked(String name) {
        if (!FILE.matcher(name).matches()) {
            throw new InvalidValue("file: a plain file name is wanted");
        }
    }

    private boolean isInside(Path path) {
        try {
            return path.toRealPath().startsWith(nodes.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private FileAttribute<?>[] mode(String mode) {
        return isPosix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return Files.getFileAttributeView(nodes, PosixFileAttributeView.class) != null;
    }
}
