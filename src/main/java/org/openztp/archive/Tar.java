package org.openztp.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Reads the gzip-compressed tar that {@code sysupgrade -b} writes. Nothing is ever unpacked to disk. What a configuration
 * has no use for is refused: names that lead out, devices, files below a link, a file twice, and sizes beyond all measure.
 */
final class Tar {
    static final int MOST_ENTRIES = 5000;
    static final long MOST_UNPACKED = 48L << 20;
    static final int MOST_PATH = 1000;

    /** The headers of one entry, its long names among them. The library reads each of them a call deeper than the last. */
    private static final int MOST_HEADERS = 16 * 1024;

    private static final int BLOCK = 512;

    enum Kind {
        FILE,
        FOLDER,
        LINK,
        HARD_LINK
    }

    /**
     * @param name as it is written
     * @param path without slashes and dots in front and without a slash at the end; empty for the root folder
     * @param target of a link; empty for what is none
     * @param end where the next entry begins, in bytes of the tar
     */
    record Entry(String name, String path, Kind kind, long size, String target, long end) {}

    /** What each entry is told to, in the archive's order. */
    interface Visitor {
        /** @param content ends with the file; what is not read is passed over */
        void entry(Entry entry, InputStream content) throws IOException, BadArchive;
    }

    private final Limited in;
    private final TarArchiveInputStream tar;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> links = new HashSet<>();
    private int entries;

    private Tar(Limited in) {
        this.in = in;
        this.tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    }

    /** @throws BadArchive it is none, it is cut off, or it is refused */
    static void read(byte[] gzip, Visitor visitor) throws BadArchive {
        try (Limited in = new Limited(unzipped(gzip))) {
            new Tar(in).readAll(visitor);
        } catch (Limited.TooMuch e) {
            throw new BadArchive(e.getMessage());
        } catch (EOFException e) {
            throw new BadArchive("the archive is cut off");
        } catch (IOException e) {
            throw new BadArchive("the archive is damaged, or no tar archive: " + shown(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The same archive with some of its files, byte for byte.
     *
     * @param keep by path, without a slash in front
     */
    static byte[] only(byte[] gzip, Predicate<String> keep) throws BadArchive {
        List<Entry> all = new ArrayList<>();
        read(gzip, (entry, content) -> all.add(entry));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = unzipped(gzip);
                GZIPOutputStream to = new GZIPOutputStream(out)) {
            long at = 0;
            for (Entry entry : all) {
                byte[] bytes = in.readNBytes((int) (entry.end() - at));
                if (keep.test(entry.path())) {
                    to.write(bytes);
                }
                at = entry.end();
            }
            to.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw new IllegalStateException("it was read before", e);
        }
        return out.toByteArray();
    }

    private static InputStream unzipped(byte[] gzip) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(gzip), 16 * 1024);
    }

    private void readAll(Visitor visitor) throws IOException, BadArchive {
        long end = 0;
        for (TarArchiveEntry header = next(); header != null; header = next()) {
            if (++entries > MOST_ENTRIES) {
                throw new BadArchive("it has more than " + MOST_ENTRIES + " entries");
            }
            Entry entry = entry(header);
            visitor.entry(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
            end = entry.end();
        }
        if (in.position() < end + BLOCK) {
            throw new BadArchive("the archive is cut off");
        }
        in.transferTo(OutputStream.nullOutputStream()); // the checksum of gzip stands at the end
        for (String path : seen) {
            passesNoLink(path);
        }
    }

    /** The library looks for neither an end nor an endless name. */
    private TarArchiveEntry next() throws IOException {
        String words = "it unpacks to more than " + (MOST_UNPACKED >> 20) + " MiB";
        if (in.position() + MOST_HEADERS < MOST_UNPACKED) {
            in.limit(in.position() + MOST_HEADERS, "a name in it is too long");
        }
        TarArchiveEntry entry = tar.getNextEntry();
        in.limit(MOST_UNPACKED, words);
        if (entry != null && entry.getSize() > MOST_UNPACKED - in.position()) {
            throw new Limited.TooMuch(words);
        }
        return entry;
    }

    private Entry entry(TarArchiveEntry header) throws BadArchive {
        Kind kind = kind(header);
        long size = header.getSize();
        if (!header.isCheckSumOK() || size < 0 || kind != Kind.FILE && size > 0) {
            throw new BadArchive("the archive is damaged, or no tar archive");
        }
        String path = path(header.getName());
        if (kind != Kind.FOLDER) {
            once(path);
        }
        if (kind == Kind.LINK || kind == Kind.HARD_LINK) {
            links.add(path);
        }
        long end = in.position() + (size + BLOCK - 1) / BLOCK * BLOCK;
        return new Entry(header.getName(), path, kind, size, header.getLinkName(), end);
    }

    static Kind kind(TarArchiveEntry header) throws BadArchive {
        return switch (header.isSparse() ? TarConstants.LF_GNUTYPE_SPARSE : header.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_CONTIG -> Kind.FILE;
            case TarConstants.LF_OLDNORM -> header.isDirectory() ? Kind.FOLDER : Kind.FILE;
            case TarConstants.LF_DIR -> Kind.FOLDER;
            case TarConstants.LF_SYMLINK -> Kind.LINK;
            case TarConstants.LF_LINK -> Kind.HARD_LINK;
            default -> throw new BadArchive(shown(header.getName()) + " is neither a file nor a folder nor a link");
        };
    }

    private void once(String path) throws BadArchive {
        if (path.isEmpty()) {
            throw new BadArchive("a file has no name");
        }
        if (!seen.add(path)) {
            throw new BadArchive(shown(path) + " is in it twice");
        }
    }

    private void passesNoLink(String path) throws BadArchive {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (links.contains(path.substring(0, slash))) {
                throw new BadArchive(shown(path) + " lies below a link");
            }
        }
    }

    /** Without the slashes and dots in front. */
    private static String path(String name) throws BadArchive {
        StringBuilder path = new StringBuilder();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new BadArchive(shown(name) + " leads out of the archive");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append(path.isEmpty() ? "" : "/").append(part);
            }
        }
        if (path.length() > MOST_PATH || path.chars().anyMatch(Character::isISOControl)) {
            throw new BadArchive(shown(name) + " is no name of a file");
        }
        return path.toString();
    }

    /** In a message, whatever somebody called a file. */
    static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }
}
