package org.openztp.action;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Sha256;

/**
 * The operator's {@code conf/files}, {@code conf/templates} and {@code conf/scripts}, by names that never leave those
 * folders. Each version of a file is read once. For use by any thread.
 */
public final class SiteFiles {
    private record Version(FileTime modified, long size, Object inode) {}

    private record Read(Version version, Content content) {}

    /** What a program carries itself; the device fetches what is larger. */
    private static final int EMBEDDED = 32 * 1024;

    private static final int LARGEST_TEXT = 1024 * 1024;
    private static final int MOST_CACHED = 1000;
    private static final Pattern NAME =
            Pattern.compile("(?!\\.)[^/\\\\\\p{Cntrl}]{1,255}(?:/(?!\\.\\.?(?:/|$))[^/\\\\\\p{Cntrl}]{1,255})*");

    private final Path conf;
    private final Map<Path, Read> read = new ConcurrentHashMap<>();

    /** @param conf ZTP_HOME/conf */
    public SiteFiles(Path conf) {
        this.conf = conf;
    }

    Content file(String name) {
        return read(
                "src",
                "files",
                name,
                (file, size) ->
                        size <= EMBEDDED ? Content.embedded(Files.readAllBytes(file)) : fetched(sha256(file), name));
    }

    /** The bytes of a file of conf/files that is to be looked into. */
    byte[] bytes(String name, int largest) {
        Path file = find("src", "files", name);
        try {
            checkSize("src: " + name, Files.size(file), largest);
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable("src", "files", name);
        }
    }

    /** What a program carries for bytes of a file of conf/files. */
    static Content content(String name, byte[] bytes) {
        return bytes.length <= EMBEDDED ? Content.embedded(bytes) : fetched(Sha256.hex(bytes), name);
    }

    /** By its checksum a router gets the file wherever it is. */
    private static Content fetched(String sha256, String name) {
        return Content.fetched(sha256, inUrl("files/" + name) + "?sha256=" + sha256);
    }

    String template(String name) {
        return text("src", "templates", name);
    }

    String script(String name) {
        return text("script", "scripts", name);
    }

    private String text(String attribute, String folder, String name) {
        Content content = read(attribute, folder, name, (file, size) -> {
            checkSize(attribute + ": " + name, size, LARGEST_TEXT);
            return Content.embedded(Files.readAllBytes(file));
        });
        if (!content.kind().equals("text")) {
            throw new InvalidValue(attribute + ": " + name + " is no text in UTF-8");
        }
        return content.word();
    }

    private static void checkSize(String shown, long size, int largest) {
        if (size > largest) {
            throw new InvalidValue(shown + " is larger than " + largest + " bytes");
        }
    }

    private interface Reading {
        Content of(Path file, long size) throws IOException;
    }

    private Content read(String attribute, String folder, String name, Reading reading) {
        Path file = find(attribute, folder, name);
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            Version version = new Version(seen.lastModifiedTime(), seen.size(), seen.fileKey());
            Read known = read.get(file);
            if (known == null || !known.version().equals(version)) {
                known = new Read(version, reading.of(file, seen.size()));
                if (read.size() >= MOST_CACHED) {
                    read.clear();
                }
                read.put(file, known);
            }
            return known.content();
        } catch (IOException e) {
            throw unreadable(attribute, folder, name);
        }
    }

    private Path find(String attribute, String folder, String name) {
        Path top = conf.resolve(folder);
        Path file = top.resolve(checked(attribute, name));
        try {
            if (!file.toRealPath().startsWith(top.toRealPath()) || !Files.isRegularFile(file)) {
                throw new InvalidValue(attribute + ": " + name + " is no file of conf/" + folder);
            }
            return file;
        } catch (IOException e) {
            throw unreadable(attribute, folder, name);
        }
    }

    private static InvalidValue unreadable(String attribute, String folder, String name) {
        return new InvalidValue(attribute + ": there is no readable " + name + " in conf/" + folder);
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.hex(in);
        }
    }

    static String checked(String attribute, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValue(attribute + ": a path inside the folder is wanted");
        }
        return name;
    }

    /**
     * With all but letters, digits and {@code / - . _ ~} as %xx of its UTF-8: no server and no wget reads it otherwise.
     *
     * @throws InvalidValue containers do not agree on what such a path means
     */
    static String inUrl(String path) {
        if (path.indexOf(';') >= 0 || path.indexOf('%') >= 0) {
            throw new InvalidValue(path + ": what routers fetch can have no ; and no % in its name");
        }
        StringBuilder url = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "/-._~".indexOf(b) >= 0);
            url.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return url.toString();
    }
}
