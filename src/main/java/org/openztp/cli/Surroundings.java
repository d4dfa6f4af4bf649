package org.openztp.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Where a command runs: environment, home folder, the two outputs, and whether a person is watching.
 *
 * @param env a variable's value, null when unset
 */
record Surroundings(UnaryOperator<String> env, Path userHome, PrintWriter out, PrintWriter err, boolean terminal) {

    static Surroundings ofProcess() {
        return new Surroundings(
                name -> name.equals("ZTP_HOME")
                        ? System.getProperty("ztp.home", System.getenv(name))
                        : System.getenv(name),
                Path.of(System.getProperty("user.home")),
                new PrintWriter(System.out, false),
                new PrintWriter(System.err, true),
                attended());
    }

    /** The same place with a prompt's terminal for its outputs. */
    Surroundings on(PrintWriter terminalWriter, boolean attended) {
        return new Surroundings(env, userHome, terminalWriter, terminalWriter, attended);
    }

    /** The same place where the server and its token (null: as it was) are settled unless a command says otherwise. */
    Surroundings talkingTo(String url, String token) {
        Map<String, String> settled = new HashMap<>();
        settled.put("ZTP_URL", url);
        settled.put("ZTP_TOKEN", token);
        UnaryOperator<String> all = name -> settled.get(name) != null ? settled.get(name) : env.apply(name);
        return new Surroundings(all, userHome, out, err, terminal);
    }

    /** The variable, or the other value when it is unset or blank. */
    String env(String name, String otherwise) {
        String value = env.apply(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    boolean colours() {
        return terminal && env("NO_COLOR", "").isEmpty() && !env("TERM", "").equals("dumb");
    }

    /** The admin token's file of a server that shares this machine and user. */
    Path tokenFile() {
        return dataFolder().resolve("keys").resolve("admin-token");
    }

    /** Of a server of one's own on this machine; it may not be there. */
    Path dataFolder() {
        return Path.of(env("ZTP_HOME", userHome.resolve(".ztp").toString()));
    }

    /** Waits between two looks at the server; ends early, as {@link ApiError#interrupted}, by Ctrl-C in the prompt. */
    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw ApiError.interrupted();
        }
    }

    /** Since Java 22 a console may exist without a terminal and says so by a method that 17 lacks. */
    private static boolean attended() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
