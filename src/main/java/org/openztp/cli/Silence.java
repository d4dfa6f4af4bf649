package org.openztp.cli;

import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The server's own parts at work inside a command: what they log is what the command says anyway. */
final class Silence {
    private Silence() {}

    static <T> T during(Supplier<T> work) {
        List<Logger> loggers =
                Stream.of("", "org.openztp").map(Logger::getLogger).toList();
        List<Level> before = loggers.stream().map(Logger::getLevel).toList();
        loggers.forEach(logger -> logger.setLevel(Level.OFF));
        try {
            return work.get();
        } finally {
            for (int i = 0; i < loggers.size(); i++) {
                loggers.get(i).setLevel(before.get(i));
            }
        }
    }
}
