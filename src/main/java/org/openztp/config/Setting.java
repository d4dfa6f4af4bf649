package org.openztp.config;

import java.util.Locale;

/**
 * One thing an operator can set.
 *
 * @param key its name in {@code conf/ztp.conf}
 * @param fallback what is in force when nobody sets it; null when that is "nothing"
 * @param help one line, without a full stop
 */
public record Setting<T>(String key, String fallback, String help, Reading<T> reading) {
    /** The word from outside becomes a value; never called for something not set. */
    public interface Reading<T> {
        /** @throws IllegalArgumentException whose message says what is wanted instead */
        T of(String text);
    }

    /** The environment variable that overrides the file. */
    public String environment() {
        return "ZTP_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The system property and the container's context parameter that override file and environment. */
    public String property() {
        return "ztp." + key;
    }
}
