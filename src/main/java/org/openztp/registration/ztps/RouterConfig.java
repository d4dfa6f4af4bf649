package org.openztp.registration.ztps;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration of OpenWrt's: what {@code uci export} writes, or the archive of {@code sysupgrade -b}. */
final class RouterConfig {
    private static final int LOOKED_AT = 4096;

    private RouterConfig() {}

    static boolean isOne(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] head = content.readNBytes(LOOKED_AT);
            boolean gzip = head.length > 1 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
            return gzip || isUci(new String(head, StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean isUci(String head) {
        return head.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .filter(line -> line.startsWith("package ") || line.startsWith("config "))
                .isPresent();
    }
}
