package org.openztp.openwrt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A backup of a router as {@code sysupgrade -b} makes it: a gzip-compressed tar, unpacked in a folder aside. One that could
 * write outside of that folder is refused.
 *
 * @param files what lies below /etc, links among them: paths without the first slash
 * @param others how many more there are, which lie elsewhere
 */
public record ConfigArchive(List<String> files, int others) {
    private static final int BLOCK = 512;
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 32L << 20;
    private static final int LONGEST_EXTENSION = 64 * 1024;
    private static final Pattern PATH = Pattern.compile("[^/\\p{Cntrl}]{1,255}(?:/[^/\\p{Cntrl}]{1,255}){0,30}");
    private static final Pattern EXTENDED = Pattern.compile("\\d+ (path|linkpath)=([^\\n]*)\\n");

    /** Where links of an OpenWrt system lead from /etc. */
    private static final List<String> MAY_LEAD = List.of("etc/", "tmp/", "var/", "usr/share/zoneinfo/");

    /** Whether it begins as gzip does. */
    public static boolean isOne(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    /** @throws InvalidValue it is cut short or damaged, could write elsewhere, or unpacks to more than 32 MiB */
    public static ConfigArchive read(byte[] bytes) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new Reader(in).read();
        } catch (IOException e) {
            throw new InvalidValue("the archive is damaged or cut short: " + e.getMessage());
        }
    }

    private static final class Reader {
        private final InputStream in;
        private final Set<String> files = new HashSet<>();
        private final Set<String> links = new HashSet<>();
        private final List<String> below = new ArrayList<>();
        private final Map<String, String> extended = new HashMap<>();
        private long left = MOST_BYTES;
        private int entries;

        Reader(InputStream in) {
            this.in = in;
        }

        ConfigArchive read() throws IOException {
            for (byte[] header = in.readNBytes(BLOCK); !isEnd(header); header = in.readNBytes(BLOCK)) {
                if (++entries > MOST_ENTRIES) {
                    throw new InvalidValue("the archive has more than " + MOST_ENTRIES + " entries");
                }
                entry(header);
            }
            drain();
            files.forEach(this::passesNoLink);
            if (below.isEmpty()) {
                throw new InvalidValue("the archive holds no file of /etc");
            }
            return new ConfigArchive(List.copyOf(below), files.size() - below.size());
        }

        /** To the end, where gzip's own checksum stands. */
        private void drain() throws IOException {
            byte[] rest = new byte[BLOCK];
            for (int read = in.read(rest); read >= 0; read = in.read(rest)) {
                count(read);
            }
        }

        private void passesNoLink(String file) {
            for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
                if (links.contains(file.substring(0, slash))) {
                    throw new InvalidValue("the archive leads through a link: " + file);
                }
            }
        }

        private static boolean isEnd(byte[] header) throws IOException {
            if (header.length > 0 && header.length < BLOCK) {
                throw new IOException("it ends within an entry");
            }
            for (byte b : header) {
                if (b != 0) {
                    return false;
                }
            }
            return true;
        }

        private void entry(byte[] header) throws IOException {
            checkSum(header);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            if (type == 'L' || type == 'K' || type == 'x') {
                extension(type, content(size));
                return;
            }
            String prefix = isUstar(header) ? text(header, 345, 155) : "";
            String name = extended.getOrDefault("path", (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100));
            String target = extended.getOrDefault("linkpath", text(header, 157, 100));
            extended.clear();
            switch (type) {
                case '0', '\0', '7' -> file(name, size);
                case '5' -> folder(name);
                case '2' -> link(name, target);
                case 'g' -> skip(size);
                default ->
                    throw new InvalidValue(
                            "the archive holds what is no file, folder or symbolic link: " + shown(name));
            }
        }

        private void file(String name, long size) throws IOException {
            add(path(name));
            skip(size);
        }

        private void folder(String name) {
            String path = name.replaceAll("^(?:\\./)+|/+$", "");
            if (!path.isEmpty() && !path.equals(".")) {
                path(path);
            }
        }

        private void link(String name, String target) {
            String path = path(name);
            String place = target.startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
            String reached = normal(place + target);
            if (isBelow(path) && (reached == null || MAY_LEAD.stream().noneMatch(reached::startsWith))) {
                throw new InvalidValue("the archive holds a link that leads out of /etc: " + path);
            }
            add(path);
            links.add(path);
        }

        private void add(String path) {
            if (files.add(path)) {
                if (isBelow(path)) {
                    below.add(path);
                }
            } else if (links.remove(path)) {
                throw new InvalidValue("the archive leads through a link: " + path);
            }
        }

        private static boolean isBelow(String path) {
            return path.startsWith("etc/");
        }

        /** The path without what means nothing; null when it leads above the root. */
        private static String normal(String path) {
            List<String> parts = new ArrayList<>();
            for (String part : path.split("/")) {
                if (part.equals("..")) {
                    if (parts.isEmpty()) {
                        return null;
                    }
                    parts.remove(parts.size() - 1);
                } else if (!part.isEmpty() && !part.equals(".")) {
                    parts.add(part);
                }
            }
            return String.join("/", parts);
        }

        private static String path(String name) {
            String path = name.replaceFirst("^(?:\\./)+", "");
            if (!PATH.matcher(path).matches() || !path.equals(normal(path))) {
                throw new InvalidValue("the archive holds what has no place in it: " + shown(name));
            }
            return path;
        }

        private static String shown(String name) {
            String plain = name.replaceAll("\\p{Cntrl}", "?");
            return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
        }

        /** A name too long for a header, as GNU tar (L, K) or POSIX (x) has it. */
        private void extension(char type, byte[] content) {
            String text = new String(content, StandardCharsets.UTF_8);
            if (type != 'x') {
                extended.put(type == 'L' ? "path" : "linkpath", text.replaceFirst("\0+$", ""));
                return;
            }
            Matcher m = EXTENDED.matcher(text);
            while (m.find()) {
                extended.put(m.group(1), m.group(2));
            }
        }

        private byte[] content(long size) throws IOException {
            if (size > LONGEST_EXTENSION) {
                throw new InvalidValue("the archive has a name of " + size + " bytes");
            }
            byte[] content = in.readNBytes((int) size);
            if (content.length < size) {
                throw new IOException("it ends within an entry");
            }
            count(size);
            in.skipNBytes(padded(size) - size);
            return content;
        }

        private static long padded(long size) {
            return (size + BLOCK - 1) / BLOCK * BLOCK;
        }

        private void skip(long size) throws IOException {
            count(size);
            in.skipNBytes(padded(size));
        }

        private void count(long bytes) {
            left -= bytes;
            if (left < 0) {
                throw new InvalidValue("the archive unpacks to more than " + (MOST_BYTES >> 20) + " MiB");
            }
        }

        private static void checkSum(byte[] header) throws IOException {
            long sum = 0;
            for (int i = 0; i < BLOCK; i++) {
                sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
            }
            if (sum != number(header, 148, 8)) {
                throw new IOException("an entry has a wrong checksum");
            }
        }

        private static boolean isUstar(byte[] header) {
            return text(header, 257, 5).equals("ustar") && header[262] == 0;
        }

        private static String text(byte[] header, int from, int length) {
            int end = from;
            while (end < from + length && header[end] != 0) {
                end++;
            }
            return new String(Arrays.copyOfRange(header, from, end), StandardCharsets.UTF_8);
        }

        private static long number(byte[] header, int from, int length) throws IOException {
            String digits = text(header, from, length).strip();
            if (!digits.matches("[0-7]{1,12}")) {
                throw new IOException("an entry's header is none of tar");
            }
            return Long.parseLong(digits, 8);
        }
    }
}
