package org.openztp.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A backup that may be put onto a router, which unpacks it in a folder aside and takes what lies below /etc: one that could
 * write outside of that folder is refused, and more strictly than one that is only kept.
 *
 * @param files what lies below /etc, links among them: paths without the first slash
 * @param others how many more there are, which lie elsewhere
 */
public record Restorable(List<String> files, int others) {
    private static final long MOST_BYTES = 32L << 20;
    private static final Pattern PATH = Pattern.compile("[^/]{1,255}(?:/[^/]{1,255}){0,30}");

    /** Where links of an OpenWrt system lead from /etc. */
    private static final List<String> MAY_LEAD = List.of("etc/", "tmp/", "var/", "usr/share/zoneinfo/");

    /** Whether it begins as gzip does. */
    public static boolean isOne(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0x1f && bytes[1] == (byte) 0x8b;
    }

    /** @throws BadArchive it is cut short or damaged, could write elsewhere, or unpacks to more than 32 MiB */
    public static Restorable of(byte[] gzip) throws BadArchive {
        List<Tar.Entry> all = new ArrayList<>();
        Tar.read(gzip, (entry, content) -> {
            check(entry);
            if (entry.kind() != Tar.Kind.FOLDER) {
                all.add(entry);
            }
        });
        if (all.stream().mapToLong(Tar.Entry::size).sum() > MOST_BYTES) {
            throw new BadArchive("the archive unpacks to more than " + (MOST_BYTES >> 20) + " MiB");
        }
        List<String> below =
                all.stream().map(Tar.Entry::path).filter(Restorable::isBelow).toList();
        if (below.isEmpty()) {
            throw new BadArchive("the archive holds no file of /etc");
        }
        return new Restorable(below, all.size() - below.size());
    }

    private static void check(Tar.Entry entry) throws BadArchive {
        if (entry.kind() == Tar.Kind.HARD_LINK) {
            throw new BadArchive(
                    "the archive holds what is no file, folder or symbolic link: " + Tar.shown(entry.name()));
        }
        String plain = entry.name().replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", "");
        boolean root = entry.path().isEmpty() && List.of("", ".").contains(plain);
        if (!root && !(plain.equals(entry.path()) && PATH.matcher(plain).matches())) {
            throw new BadArchive("the archive holds what has no place in it: " + Tar.shown(entry.name()));
        }
        if (entry.kind() == Tar.Kind.LINK && isBelow(entry.path()) && !staysInside(entry)) {
            throw new BadArchive("the archive holds a link that leads out of /etc: " + Tar.shown(entry.path()));
        }
    }

    private static boolean isBelow(String path) {
        return path.startsWith("etc/");
    }

    private static boolean staysInside(Tar.Entry link) {
        String path = link.path();
        String place = link.target().startsWith("/") ? "" : path.substring(0, path.lastIndexOf('/') + 1);
        String reached = normal(place + link.target());
        return reached != null && MAY_LEAD.stream().anyMatch(reached::startsWith);
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
}
