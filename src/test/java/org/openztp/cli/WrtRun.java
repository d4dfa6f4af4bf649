package org.openztp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs {@code wrt} in this JVM as a shell would, and keeps what it said. */
final class WrtRun {
    private final Map<String, String> env = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path home = Path.of("/nowhere");
    private boolean terminal;
    private int code;

    WrtRun env(String name, String value) {
        env.put(name, value);
        return this;
    }

    WrtRun home(Path folder) {
        home = folder;
        return this;
    }

    WrtRun onTerminal() {
        terminal = true;
        return this;
    }

    WrtRun run(String... args) {
        code = Wrt.run(surroundings(), args);
        return this;
    }

    Surroundings surroundings() {
        return new Surroundings(env::get, home, new PrintWriter(out), new PrintWriter(err), terminal);
    }

    int code() {
        return code;
    }

    String out() {
        return out.toString();
    }

    List<String> lines() {
        return out().lines().toList();
    }

    String err() {
        return err.toString();
    }
}
