package org.openztp.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The keys by which the server signs in to its devices: ed25519, and RSA for dropbear before OpenWrt 21.02. They are
 * made once; whoever comes second, in this process or another, reads what the first one made.
 */
public final class ServerKeys {
    private final ServerKey ed25519;
    private final ServerKey rsa;

    /**
     * Reads the keys of a folder, and makes those that are missing.
     *
     * @param folder ZTP_HOME/keys; made when absent
     */
    public ServerKeys(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, ownerOnly("rwx------"));
        }
        ed25519 = load(folder.resolve("ssh-ed25519.pem"), "Ed25519");
        rsa = load(folder.resolve("ssh-rsa.pem"), "RSA");
    }

    /** The lines for a device's authorized_keys, ed25519 first. */
    public List<String> publicLines() {
        return List.of(ed25519.publicLine(), rsa.publicLine());
    }

    /** The keys in the order they are to be offered. */
    List<ServerKey> inOrder(boolean rsaFirst) {
        return rsaFirst ? List.of(rsa, ed25519) : List.of(ed25519, rsa);
    }

    private static ServerKey load(Path file, String algorithm) throws IOException {
        try {
            if (!Files.exists(file)) {
                create(file, ServerKey.generate(algorithm).pem());
            }
            return ServerKey.read(algorithm, Files.readString(file));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": not a key this server can read: " + e.getMessage(), e);
        }
    }

    /** A hard link is the one way to give a complete file its name only where that name is still free. */
    private static void create(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        try {
            write(draft, content);
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // another process was first; its key is the one that counts
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void write(Path file, String content) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, ownerOnly("rw-------"))) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
