package org.openztp.image.upstream.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index of packages.
 *
 * @param format of {@code index.json}: 1 names packages with their ABI, 2 without; 0 for {@code Packages}, read without
 * @param packages the version of each by its name
 */
public record PackageIndex(int format, SortedMap<String, String> packages) {
    private static final int MOST = 50_000;
    private static final int LONGEST_LINE = 64 * 1024;

    /** Reads an {@code index.json}. @param name what the file is called where it is from */
    public static PackageIndex json(Path file, String name) throws Unfit {
        int[] format = {1};
        PackageIndex index = new PackageIndex(0, new TreeMap<>());
        boolean[] there = {false};
        UpstreamJson.read(file, name, (json, key) -> {
            switch (key) {
                case "version" -> format[0] = json.number();
                case "packages" -> {
                    there[0] = true;
                    json.object((each, called) -> index.add(called, each.text(), name));
                }
                default -> json.skip();
            }
        });
        if (!there[0] || format[0] < 1 || format[0] > 2) {
            throw new Unfit(name + ": packages of the format 1 or 2 are wanted");
        }
        return new PackageIndex(format[0], index.packages);
    }

    /** Reads opkg's {@code Packages}. @param name what the file is called where it is from */
    public static PackageIndex text(Path file, String name) throws Unfit {
        PackageIndex index = new PackageIndex(0, new TreeMap<>());
        try (InputStream in = Files.newInputStream(file)) {
            Stanza stanza = new Stanza();
            Lines lines = new Lines(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
            for (String line = lines.next(name); line != null; line = lines.next(name)) {
                if (line.isBlank()) {
                    stanza = index.added(stanza, name);
                } else {
                    stanza.line(line);
                }
            }
            index.added(stanza, name);
        } catch (IOException e) {
            throw new Unfit(name + ": cannot be read: " + e.getMessage());
        }
        return index;
    }

    private Stanza added(Stanza stanza, String file) throws Unfit {
        if (stanza.name != null) {
            add(stanza.bareName(file), stanza.version == null ? "" : stanza.version, file);
        }
        return new Stanza();
    }

    /** One that stands there twice, with two ABIs for instance, has the last version. */
    private void add(String name, String version, String file) throws Unfit {
        packages.put(Words.PACKAGE.checked(name, file), Words.PACKAGE_VERSION.checked(version, file));
        if (packages.size() > MOST) {
            throw new Unfit(file + ": more than " + MOST + " packages");
        }
    }

    /** What is said of one package. */
    private static final class Stanza {
        private String name;
        private String version;
        private String abi = "";

        void line(String line) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ') {
                return;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, colon)) {
                case "Package" -> name = value;
                case "Version" -> version = value;
                case "ABIVersion" -> abi = value;
                default -> {
                    // of no interest
                }
            }
        }

        /** The name without its ABI, which the build has put behind it. */
        String bareName(String file) throws Unfit {
            Words.ABI.checked(abi, file);
            return !abi.isEmpty() && name.length() > abi.length() && name.endsWith(abi)
                    ? name.substring(0, name.length() - abi.length())
                    : name;
        }
    }

    /** Lines of a bounded length. */
    private record Lines(BufferedReader reader) {
        String next(String file) throws IOException, Unfit {
            StringBuilder line = new StringBuilder();
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (line.length() >= LONGEST_LINE) {
                    throw new Unfit(file + ": a line of more than " + LONGEST_LINE + " characters");
                }
                line.append((char) c);
            }
            return line.toString();
        }
    }
}
