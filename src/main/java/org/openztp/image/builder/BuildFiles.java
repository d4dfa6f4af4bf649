package org.openztp.image.builder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.openztp.image.ImageRequest;
import org.openztp.openwrt.Sha256;

/** What a request puts into the folder of its build: what the router runs at its first start, repositories, keys. */
record BuildFiles(Path folder) {
    private static final String FIRST_START = "files/etc/uci-defaults/99-asu-defaults";
    /** Of the file that says by its name how packages are managed: apk after 24.10, opkg up to it. */
    private static final String APK = "repositories";

    private static final String OPKG = "repositories.conf";
    /** One of them says where the packages of an ImageBuilder come from. */
    static final List<String> REPOSITORIES = List.of(APK, OPKG);

    private static final int KEY_BYTES = 42;

    void write(ImageRequest request) throws IOException {
        Optional<String> defaults = request.firstStart();
        if (defaults.isPresent()) {
            firstStart(defaults.get());
        }
        if (!request.repositories().urls().isEmpty()) {
            repositories(request.repositories());
        }
        for (String key : request.repositories().keys()) {
            key(key);
        }
    }

    /** With the modes that it is to have on the router. */
    private void firstStart(String script) throws IOException {
        Path file = folder.resolve(FIRST_START);
        for (Path at = folder.resolve("files");
                !at.equals(file);
                at = at.resolve(at.relativize(file).getName(0))) {
            if (!Files.isDirectory(at)) {
                Files.createDirectory(at);
            }
            Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.writeString(file, script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private void repositories(ImageRequest.Repositories wanted) throws IOException {
        boolean isApk = Files.exists(folder.resolve(APK));
        Path file = folder.resolve(isApk ? APK : OPKG);
        List<String> lines = new ArrayList<>();
        if (Files.exists(file)) {
            Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .filter(line -> wanted.append() || isOwn(line))
                    .forEach(lines::add);
        }
        wanted.urls().forEach((name, url) -> lines.add(isApk ? url : "src/gz " + name + " " + url));
        Files.write(file, lines);
    }

    /** What is no repository of the network: the packages that the ImageBuilder brings, and options. */
    private static boolean isOwn(String line) {
        return !line.strip().startsWith("src/gz ") && !line.contains("://");
    }

    /** By the name under which opkg looks for a key of usign; apk takes any name. */
    private void key(String text) throws IOException {
        Path keys = Files.createDirectories(folder.resolve("keys"));
        Optional<String> id = usignId(text);
        String name = id.orElseGet(() -> Sha256.hex(text).substring(0, 16) + ".pem");
        Files.writeString(keys.resolve(name), id.isPresent() ? usign(text) : text.strip() + "\n");
    }

    private static String usign(String text) {
        String base64 = lastLine(text);
        return "untrusted comment: repository\n" + base64 + "\n";
    }

    private static String lastLine(String text) {
        String[] lines = text.strip().split("\\R");
        return lines[lines.length - 1].strip();
    }

    private static Optional<String> usignId(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(lastLine(text));
            return key.length == KEY_BYTES ? Optional.of(HexFormat.of().formatHex(key, 2, 10)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
