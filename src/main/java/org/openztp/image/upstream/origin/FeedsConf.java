package org.openztp.image.upstream.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An architecture's {@code feeds.conf}: where its packages were built from, {@code src-git NAME ADDRESS} a line. */
public final class FeedsConf {
    /** What OpenWrt itself has; no line of the file says so. */
    public static final String BASE = "base";

    private static final int MOST = 50;

    private FeedsConf() {}

    /**
     * The names of the feeds, the base first.
     *
     * @param name what the file is called where it is from
     */
    public static List<String> read(Path file, String name) throws Unfit {
        Set<String> feeds = new LinkedHashSet<>(Set.of(BASE));
        for (String line : text(file, name).split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].startsWith("src-")) {
                feeds.add(Words.FEED.checked(words[1], name));
            }
        }
        if (feeds.size() > MOST) {
            throw new Unfit(name + ": more than " + MOST + " feeds");
        }
        return List.copyOf(feeds);
    }

    private static String text(Path file, String name) throws Unfit {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Unfit(name + ": cannot be read: " + e.getMessage());
        }
    }
}
