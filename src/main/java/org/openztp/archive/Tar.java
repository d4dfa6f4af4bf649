package org.openztp.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads the gzip-compressed tar that {@code sysupgrade -b} writes: ustar with GNU's or POSIX's long names, from busybox or
 * GNU tar. Nothing is ever unpacked to disk. What a configuration has no use for is refused: names that lead out, devices,
 * files below a link, a file twice, and sizes beyond all measure.
 */
final class Tar {
    static final int MOST_ENTRIES = 5000;
    static final long MOST_UNPACKED = 48L << 20;
    static final int MOST_PATH = 1000;

    private static final int BLOCK = 512;
    private static final int MOST_NAME_RECORD = 16 * 1024;

    /** What is told of each file and link, in the archive's order. */
    interface Visitor {
        /** @param content ends with the file; what is not read is passed over */
        void file(String path, long size, InputStream content) throws IOException;

        void link(String path, String target);
    }

    private final InputStream in;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> links = new HashSet<>();
    private long unpacked;
    private int entries;
    private String longName;
    private String longLink;
    private Ended ended = path -> {};

    private Tar(InputStream in) {
        this.in = in;
    }

    /** @throws BadArchive it is none, it is cut off, or it is refused */
    static void read(byte[] gzip, Visitor visitor) throws BadArchive {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip), 16 * 1024)) {
            new Tar(in).readAll(visitor);
        } catch (EOFException e) {
            throw new BadArchive("the archive is cut off");
        } catch (IOException e) {
            throw new BadArchive("the archive is damaged: " + e.getMessage());
        }
    }

    /**
     * The same archive with some of its files.
     *
     * @param keep by path, without a slash in front
     */
    static byte[] only(byte[] gzip, Predicate<String> keep) throws BadArchive {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Tape tape = new Tape(new GZIPInputStream(new ByteArrayInputStream(gzip), 16 * 1024));
                GZIPOutputStream to = new GZIPOutputStream(out)) {
            Tar tar = new Tar(tape);
            tar.ended = path -> tape.cut(keep.test(path) ? to : OutputStream.nullOutputStream());
            tar.readAll(NOBODY);
            to.write(new byte[2 * BLOCK]);
        } catch (IOException e) {
            throw new BadArchive("the archive is damaged: " + e.getMessage());
        }
        return out.toByteArray();
    }

    private interface Ended {
        void entry(String path) throws IOException;
    }

    private static final Visitor NOBODY = new Visitor() {
        @Override
        public void file(String path, long size, InputStream content) {}

        @Override
        public void link(String path, String target) {}
    };

    private void readAll(Visitor visitor) throws IOException, BadArchive {
        byte[] header = new byte[BLOCK];
        while (true) {
            block(header);
            if (isZero(header)) {
                toTheEnd();
                return;
            }
            if (++entries > MOST_ENTRIES) {
                throw new BadArchive("it has more than " + MOST_ENTRIES + " entries");
            }
            entry(header, visitor);
        }
    }

    /** To the end of the compressed bytes, where their checksum is. */
    private void toTheEnd() throws IOException, BadArchive {
        byte[] rest = new byte[BLOCK * 20];
        for (int n = in.read(rest); n >= 0; n = in.read(rest)) {
            count(n);
        }
    }

    private void entry(byte[] header, Visitor visitor) throws IOException, BadArchive {
        checkSum(header);
        long size = octal(header, 124, 12);
        char type = (char) header[156];
        count(size);
        switch (type) {
            case 'L' -> longName = cut(text(size));
            case 'K' -> longLink = cut(text(size));
            case 'x' -> pax(text(size));
            case 'g' -> skip(size);
            default -> named(header, type, size, visitor);
        }
    }

    private void named(byte[] header, char type, long size, Visitor visitor) throws IOException, BadArchive {
        String path = path(longName != null ? longName : name(header));
        String target = longLink != null ? longLink : string(header, 157, 100);
        longName = null;
        longLink = null;
        switch (type) {
            case '0', '\0', '7' -> {
                once(path);
                Content content = new Content(in, size);
                visitor.file(path, size, content);
                content.passOver();
                padding(size);
            }
            case '1', '2' -> {
                once(path);
                links.add(path);
                visitor.link(path, target);
                skip(size);
            }
            case '5' -> skip(size);
            default -> throw new BadArchive(shown(path) + " is neither a file nor a folder nor a link");
        }
        ended.entry(path);
    }

    private void once(String path) throws BadArchive {
        if (path.isEmpty()) {
            throw new BadArchive("a file has no name");
        }
        if (!seen.add(path)) {
            throw new BadArchive(shown(path) + " is in it twice");
        }
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

    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }

    private static String name(byte[] header) {
        String name = string(header, 0, 100);
        boolean posix = header[257] == 'u' && header[262] == '\0';
        String prefix = posix ? string(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The records of a POSIX header: {@code length key=value newline}; only names count. */
    private void pax(String records) throws BadArchive {
        byte[] bytes = records.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < bytes.length) {
            int blank = records.indexOf(' ', at);
            if (blank < 0 || blank - at > 5 || !records.substring(at, blank).matches("[1-9]\\d*")) {
                throw new BadArchive("the archive is damaged: an extended header");
            }
            int end = at + Integer.parseInt(records.substring(at, blank));
            if (end > bytes.length || end <= blank) {
                throw new BadArchive("the archive is damaged: an extended header");
            }
            String record = new String(bytes, blank + 1, end - blank - 2, StandardCharsets.UTF_8);
            if (record.startsWith("path=")) {
                longName = record.substring(5);
            } else if (record.startsWith("linkpath=")) {
                longLink = record.substring(9);
            } else if (record.startsWith("size=")) {
                throw new BadArchive("a file in it is too large");
            }
            at = end;
        }
    }

    /** One character a byte. */
    private String text(long size) throws IOException, BadArchive {
        if (size > MOST_NAME_RECORD) {
            throw new BadArchive("a name in it is too long");
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EOFException();
        }
        padding(size);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String cut(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return string(bytes, 0, bytes.length);
    }

    private void block(byte[] into) throws IOException, BadArchive {
        if (in.readNBytes(into, 0, BLOCK) < BLOCK) {
            throw new EOFException();
        }
        count(BLOCK);
    }

    private void skip(long size) throws IOException {
        in.skipNBytes(size);
        padding(size);
    }

    private void padding(long size) throws IOException {
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    }

    /** Before anything of that size is read. */
    private void count(long bytes) throws BadArchive {
        unpacked += bytes;
        if (unpacked > MOST_UNPACKED) {
            throw new BadArchive("it unpacks to more than " + (MOST_UNPACKED >> 20) + " MiB");
        }
    }

    private static void checkSum(byte[] header) throws BadArchive {
        long wanted = octal(header, 148, 8);
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != wanted) {
            throw new BadArchive("the archive is damaged, or no tar archive");
        }
    }

    private static long octal(byte[] header, int at, int length) throws BadArchive {
        String digits = string(header, at, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new BadArchive("the archive is damaged, or no tar archive");
        }
        return Long.parseLong(digits, 8);
    }

    /** To the first NUL. */
    private static String string(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    private static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** One file's bytes of the archive's. */
    private static final class Content extends InputStream {
        private final InputStream in;
        private long left;

        Content(InputStream in, long size) {
            this.in = in;
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(into, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException();
            }
            left -= n;
            return n;
        }

        void passOver() throws IOException {
            in.skipNBytes(left);
            left = 0;
        }
    }
}
