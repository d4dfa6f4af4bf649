package org.openztp.image.upstream.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is of interest in a target's {@code sha256sums}: the ImageBuilder, and the files that are read besides.
 *
 * @param byFile 64 hexadecimal digits by the name of the file
 */
public record Checksums(Map<String, String> byFile) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [* ](\\S{1,300})");
    private static final Pattern BUILDER =
            Pattern.compile("[\\w+-]{1,40}-imagebuilder-[\\w.+-]{1,150}\\.Linux-x86_64\\.tar\\.(xz|zst)");
    private static final Pattern READ_BESIDES = Pattern.compile("profiles\\.json|packages/(index\\.json|Packages)");

    public Checksums {
        byFile = Map.copyOf(byFile);
    }

    /** @param name what the file is called where it is from */
    public static Checksums read(Path file, String name) throws Unfit {
        Map<String, String> found = new LinkedHashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher m = LINE.matcher(line);
                if (m.matches() && isOfInterest(m.group(2))) {
                    found.put(m.group(2), m.group(1));
                }
            }
        } catch (IOException e) {
            throw new Unfit(name + ": cannot be read: " + e.getMessage());
        }
        if (found.keySet().stream().filter(Checksums::isBuilder).count() > 1) {
            throw new Unfit(name + ": names two ImageBuilders");
        }
        return new Checksums(found);
    }

    private static boolean isOfInterest(String file) {
        return isBuilder(file) || READ_BESIDES.matcher(file).matches();
    }

    private static boolean isBuilder(String file) {
        return BUILDER.matcher(file).matches();
    }

    /** The name of the ImageBuilder's archive. */
    public Optional<String> builder() {
        return byFile.keySet().stream().filter(Checksums::isBuilder).findFirst();
    }

    /** Whether a file that was read is the one that is listed, or none is listed. */
    public boolean agrees(String file, String sha256) {
        return byFile.getOrDefault(file, sha256).equals(sha256);
    }
}
