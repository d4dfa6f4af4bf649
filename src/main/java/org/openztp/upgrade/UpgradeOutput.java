package org.openztp.upgrade;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a program of an upgrade printed: words for people, and between them marker lines with its key, by which it says how
 * far it is. A marker that nobody knows, and one of another key, is words like any others.
 */
final class UpgradeOutput {
    private static final int LONGEST_LINE = 300;

    private final String start;
    private final StringBuilder words = new StringBuilder();
    private final Map<String, String> facts = new TreeMap<>();
    private String lastLine = "";
    private boolean transfers;
    private boolean asksForImage;
    private long arrived = -1;

    private UpgradeOutput(String key) {
        start = "@ztp:" + key + " ";
    }

    /** @param text whole lines */
    static UpgradeOutput of(String text, String key) {
        UpgradeOutput output = new UpgradeOutput(key);
        text.lines().forEach(output::take);
        return output;
    }

    private void take(String line) {
        if (line.startsWith(start) && isMark(line.substring(start.length()))) {
            return;
        }
        if (!line.isBlank()) {
            words.append(line).append('\n');
            String said = line.startsWith("ztp: ") ? line.substring("ztp: ".length()) : line.strip();
            lastLine = said.length() > LONGEST_LINE ? said.substring(0, LONGEST_LINE) + "…" : said;
        }
    }

    private boolean isMark(String mark) {
        String[] parts = mark.strip().split(" ");
        switch (parts[0]) {
            case "step" -> transfers |= parts.length > 1 && parts[1].equals("transfer");
            case "upload" -> asksForImage = true;
            case "bytes" -> {
                if (parts.length > 1 && parts[1].matches("\\d{1,12}")) {
                    arrived = Long.parseLong(parts[1]);
                }
            }
            case "facts" -> {
                for (String part : parts) {
                    int equals = part.indexOf('=');
                    if (equals > 0) {
                        facts.put(part.substring(0, equals), part.substring(equals + 1));
                    }
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Without the marker lines; empty when it said nothing. */
    String words() {
        return words.toString();
    }

    /** The last line that says something, cut to a readable length; empty without. */
    String lastLine() {
        return lastLine;
    }

    /** Whether it went on to the transfer of the image. */
    boolean transfers() {
        return transfers;
    }

    /** Whether it cannot fetch the image, and waits until the server has brought it. */
    boolean asksForImage() {
        return asksForImage;
    }

    /** How many bytes of the image had arrived; negative where it did not say. */
    long arrived() {
        return arrived;
    }

    /** What the router runs, as {@code release} and {@code revision}; empty where it did not say. */
    Map<String, String> facts() {
        return facts;
    }
}
