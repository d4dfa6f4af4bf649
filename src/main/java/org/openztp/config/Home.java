package org.openztp.config;

import java.nio.file.Path;

/** The data folder ZTP_HOME: {@code db/ keys/ conf/ fw/ log/ tmp/}. */
public record Home(Path folder) {
    public Path db() {
        return folder.resolve("db");
    }

    public Path keys() {
        return folder.resolve("keys");
    }

    public Path conf() {
        return folder.resolve("conf");
    }

    public Path firmware() {
        return folder.resolve("fw");
    }

    public Path log() {
        return folder.resolve("log");
    }

    public Path tmp() {
        return folder.resolve("tmp");
    }
}
