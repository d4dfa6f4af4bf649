package org.openztp.action;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A file of shell functions that fragments call; in the order in which they stand in a program. */
public enum Library {
    /** Needed by all. */
    BASE,
    /** Needed by all: a later program settles what an earlier one left. */
    CONFIRM,
    FETCH,
    UCI,
    PACKAGES,
    FILE,
    RESTORE,
    KEYS,
    PASSWORD,
    SERVICE,
    SCRIPT,
    UPGRADE,
    REBOOT;

    private final String text = read(name().toLowerCase(Locale.ROOT) + ".sh");

    public String text() {
        return text;
    }

    private static String read(String name) {
        try (InputStream in = Library.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
