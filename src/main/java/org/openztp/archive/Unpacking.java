package org.openztp.archive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a compressed tar of programs into an empty folder, and nothing outside of it. A name that leads out, a device, a
 * file below a link and sizes beyond measure are refused. Links that lead out are left away: OpenWrt's archives have some,
 * to tools of the machine they were made on.
 */
public final class Unpacking {
    /** What an archive may come to, unpacked. */
    public record Limits(long bytes, int entries) {
        /** An ImageBuilder has less than a tenth of each. */
        public static final Limits USUAL = new Limits(8L << 30, 500_000);
    }

    private static final int LONGEST_PATH = 1000;
    /** The most memory that archives made by {@code xz -9} need is 65 MiB. */
    private static final int XZ_MEMORY_KIB = 128 * 1024;

    private static final int MOST_HEADERS = 64 * 1024;
    private static final Set<PosixFilePermission> FOLDER = EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path root;
    private final Limits limits;
    private int entries;

    private Unpacking(Path root, Limits limits) {
        this.root = root.toAbsolutePath().normalize();
        this.limits = limits;
    }

    /**
     * @param name of the archive: ends in {@code .tar.xz} or {@code .tar.zst}
     * @param into an empty folder; what is in it after a failure is worth nothing
     * @throws BadArchive it is none, it is cut off, or it is refused
     * @throws IOException it cannot be read, or the folder cannot be written
     */
    public static void unpack(InputStream archive, String name, Path into, Limits limits)
            throws BadArchive, IOException {
        try (Limited in = new Limited(plain(new BufferedInputStream(archive, 64 * 1024), name))) {
            new Unpacking(into, limits).all(in);
        } catch (Limited.TooMuch | MemoryLimitException e) {
            throw new BadArchive("the archive is too large: " + e.getMessage());
        } catch (EOFException e) {
            throw new BadArchive("the archive is cut off");
        }
    }

    private static InputStream plain(InputStream archive, String name) throws BadArchive, IOException {
        if (name.endsWith(".tar.xz")) {
            return new XZInputStream(archive, XZ_MEMORY_KIB);
        }
        if (name.endsWith(".tar.zst")) {
            return zstd(archive);
        }
        throw new BadArchive(Tar.shown(name) + " is neither .tar.xz nor .tar.zst");
    }

    /** The library brings the code of one kind of machine: that on which OpenWrt's archives can be used. */
    private static InputStream zstd(InputStream archive) throws IOException {
        try {
            return new ZstdInputStream(archive);
        } catch (LinkageError e) {
            throw new IOException("zstd is known on Linux on x86-64 only", e);
        }
    }

    private void all(Limited in) throws BadArchive, IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
        for (TarArchiveEntry entry = next(in, tar); entry != null; entry = next(in, tar)) {
            if (++entries > limits.entries()) {
                throw new BadArchive("it has more than " + limits.entries() + " entries");
            }
            if (!entry.isCheckSumOK()) {
                throw new BadArchive("the archive is damaged, or no tar archive");
            }
            one(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
        }
        if (entries == 0) {
            throw new BadArchive("there is nothing in it");
        }
        in.transferTo(OutputStream.nullOutputStream()); // the checksums of xz and zstd stand at the end
    }

    /** The library looks for no end of a name. */
    private TarArchiveEntry next(Limited in, TarArchiveInputStream tar) throws IOException {
        String words = "it unpacks to more than " + (limits.bytes() >> 20) + " MiB";
        in.limit(Math.min(limits.bytes(), in.position() + MOST_HEADERS), words);
        TarArchiveEntry entry = tar.getNextEntry();
        in.limit(limits.bytes(), words);
        return entry;
    }

    private void one(TarArchiveEntry entry, InputStream content) throws BadArchive, IOException {
        Path place = place(entry.getName());
        switch (Tar.kind(entry)) {
            case FILE -> file(entry, place, content);
            case FOLDER -> folder(place);
            case LINK -> link(place, entry.getLinkName());
            case HARD_LINK -> {
                folder(place.getParent());
                copy(place(entry.getLinkName()), fresh(place));
            }
        }
    }

    private Path place(String name) throws BadArchive {
        if (name.startsWith("/") || name.length() > LONGEST_PATH || name.chars().anyMatch(Character::isISOControl)) {
            throw new BadArchive(Tar.shown(name) + " is no name of a file in an archive");
        }
        Path place = root;
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new BadArchive(Tar.shown(name) + " leads out of the archive");
            }
            place = part.isEmpty() || part.equals(".") ? place : place.resolve(part);
        }
        return place;
    }

    /** Makes the folders down to this one; none of them may be a link or a file. */
    private void folder(Path place) throws BadArchive, IOException {
        Path at = root;
        for (Path part : root.relativize(place)) {
            at = at.resolve(part).normalize();
            if (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
                throw new BadArchive(Tar.shown(root.relativize(place).toString()) + " lies below a link or a file");
            }
            Files.createDirectory(at);
            Files.setPosixFilePermissions(at, FOLDER);
        }
    }

    /** Where a file is about to be written: nothing may be there, and a link least of all. */
    private Path fresh(Path place) throws BadArchive {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadArchive(Tar.shown(root.relativize(place).toString()) + " is in it twice");
        }
        return place;
    }

    private void link(Path place, String target) throws BadArchive, IOException {
        folder(place.getParent());
        Path to = Path.of(target);
        if (!to.isAbsolute() && place.getParent().resolve(to).normalize().startsWith(root)) {
            Files.createSymbolicLink(fresh(place), to);
        }
    }

    private void copy(Path from, Path to) throws BadArchive, IOException {
        for (Path at = from; !at.equals(root); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new BadArchive(Tar.shown(root.relativize(from).toString()) + " is or lies below a link");
            }
        }
        if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadArchive(Tar.shown(root.relativize(from).toString()) + " is linked to and not there");
        }
        Files.createLink(to, from);
    }

    private void file(TarArchiveEntry entry, Path place, InputStream content) throws BadArchive, IOException {
        if (place.equals(root)) {
            throw new BadArchive("a file has no name");
        }
        folder(place.getParent());
        try (OutputStream out = Files.newOutputStream(fresh(place))) {
            if (content.transferTo(out) != entry.getSize()) {
                throw new EOFException();
            }
        }
        Set<PosixFilePermission> mode = EnumSet.copyOf(FOLDER);
        if ((entry.getMode() & 0100) == 0) {
            mode.removeAll(EnumSet.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
        }
        Files.setPosixFilePermissions(place, mode);
        Files.setLastModifiedTime(place, entry.getLastModifiedTime());
    }
}
