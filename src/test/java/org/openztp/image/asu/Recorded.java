package org.openztp.image.asu;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request of a real client, as it was recorded: verb, path, headers as a dictionary of Python's, body.
 *
 * @param headers pairs of name and value
 */
record Recorded(String verb, String path, List<String> headers, String body) {
    private static final Pattern LINE = Pattern.compile("([A-Z]+) (\\S+) (\\{[^}]*})\\s*(.*)");
    private static final Pattern HEADER = Pattern.compile("'([^']+)': '([^']*)'");

    /** What the test's own client says of the connection. */
    private static final Set<String> OF_CONNECTION = Set.of("transfer-encoding", "content-length");

    static List<Recorded> read(String name) throws IOException {
        List<Recorded> all = new ArrayList<>();
        for (String line :
                Files.readAllLines(AsuStage.fixtures().resolve("wire").resolve(name))) {
            Matcher one = LINE.matcher(line);
            if (one.matches()) {
                all.add(new Recorded(one.group(1), one.group(2), headers(one.group(3)), one.group(4)));
            }
        }
        return all;
    }

    private static List<String> headers(String dictionary) {
        List<String> all = new ArrayList<>();
        Matcher header = HEADER.matcher(dictionary);
        while (header.find()) {
            if (!OF_CONNECTION.contains(header.group(1).toLowerCase(Locale.ROOT))) {
                all.add(header.group(1));
                all.add(header.group(2));
            }
        }
        return all;
    }

    boolean isOf(String part) {
        return path.contains(part);
    }
}
