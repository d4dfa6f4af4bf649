package org.openztp.upgrade;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.openztp.script.ScriptRun;

/**
 * What a router that fetches its work is sent to do besides the two programs, where by SSH a command would do. Each is a
 * script run of its own; what is at work for the upgrade stays on record beside it.
 */
enum Errand {
    /** Tells what it is and runs. */
    LOOK,
    /** Remembers which image it runs, and tells the same. */
    SETTLE,
    /** Ends the program that gets it ready, and undoes what that has done. */
    STOP;

    private static final int OPERATION = 1;
    private static final int KEY = 2;

    /**
     * In this boot of the router; begun, and on record.
     *
     * @param more for {@link #STOP} the key of the program to end
     */
    ScriptRun begin(Held held, String bootId, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                name().toLowerCase(Locale.ROOT), Long.toString(held.operation().id())));
        arguments.addAll(List.of(more));
        String batch = UUID.randomUUID().toString();
        ScriptRun run = held.add(ScriptRun.ofUpgrade(batch, held.operation().deviceId(), arguments, held.now()));
        held.note(run.start(held.now()));
        run.in(bootId);
        return run;
    }

    /** Empty for one of the two programs. */
    static Optional<Errand> of(ScriptRun run) {
        String name = run.arguments().get(0).toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(errand -> errand.name().equals(name))
                .findFirst();
    }

    /** The upgrade that an errand is for. */
    static long operation(ScriptRun errand) {
        return Long.parseLong(errand.arguments().get(OPERATION));
    }

    /** Of the program that {@link #STOP} ends. */
    static String program(ScriptRun errand) {
        return errand.arguments().get(KEY);
    }
}
