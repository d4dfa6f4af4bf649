package org.openztp.action;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
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
                bytes -> bytes.length <= EMBEDDED
                        ? Content.embedded(bytes)
                        : Content.fetched(Sha256.hex(bytes), inUrl("files/" + name)));
    }

    String template(String name) {
        return text("src", "templates", name);
    }

    String script(String name) {
        return text("script", "scripts", name);
    }

    private String text(String attribute, String folder, String name) {
        Content content = read(attribute, folder, name, bytes -> {
            if (bytes.length > LARGEST_TEXT) {
                throw new InvalidValue(attribute + ": " + name + " is larger than " + LARGEST_TEXT + " bytes");
            }
            return Content.embedded(bytes);
        });
        if (!content.kind().equals("text")) {
            throw new InvalidValue(attribute + ": " + name + " is no text in UTF-8");
        }
        return content.word();
    }

    private interface Reading {
        Content of(byte[] bytes);
    }

    private Content read(String attribute, String folder, String name, Reading reading) {
        Path top = conf.resolve(folder);
        Path file = top.resolve(checked(attribute, name));
        try {
            if (!file.toRealPath().startsWith(top.toRealPath()) || !Files.isRegularFile(file)) {
                throw new InvalidValue(attribute + ": " + name + " is no file of conf/" + folder);
            }
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            Version version = new Version(seen.lastModifiedTime(), seen.size(), seen.fileKey());
            Read known = read.get(file);
            if (known == null || !known.version().equals(version)) {
                known = new Read(version, reading.of(Files.readAllBytes(file)));
                if (read.size() >= MOST_CACHED) {
                    read.clear();
                }
                read.put(file, known);
            }
            return known.content();
        } catch (IOException e) {
            throw new InvalidValue(attribute + ": there is no readable " + name + " in conf/" + folder);
        }
    }

    static String checked(String attribute, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidValue(attribute + ": a path inside the folder is wanted");
        }
        return name;
    }

    /** With what a URL cannot carry as %xx. */
    static String inUrl(String path) {
        try {
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
