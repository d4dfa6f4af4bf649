package org.openztp.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openztp.action.Fragment;
import org.openztp.action.Library;
import org.openztp.openwrt.Ash;
import org.openztp.openwrt.InvalidValue;

/**
 * A plan as one program for the device's ash, whoever carries it there. It runs the steps until one fails, may be run
 * again at any time, and tells on its standard output what begins and ends; {@link ProgramOutput} reads that.
 */
public final class Program {
    /** The program's exit code when the device is about to restart, and the plan is to be run again. */
    public static final int RESTARTING = 245;

    /** The program's exit code when the device is about to be flashed. */
    public static final int FLASHING = 246;

    /** The program's exit code when another one is at work; nothing was done. */
    public static final int BUSY = 75;

    /** Where the program keeps its markers on the device, for who lost its output; the next program removes it. */
    public static final String MARKS = "/tmp/ztp-plan/marks";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9-]{8,80}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final String LOOP = resource("program.sh");

    private Program() {}

    /**
     * The program, to be run as a file by {@code sh}, by its whole path. The last line of its text starts it: cut short, it
     * does nothing. Behind the text stands what the steps have attached.
     *
     * @param key without which nobody can make the program's markers; another one for each run
     */
    public static byte[] render(Plan plan, String key) {
        if (!KEY.matcher(key).matches()) {
            throw new InvalidValue("key: 8 to 80 letters, digits and - are wanted");
        }
        StringBuilder out = new StringBuilder("#!/bin/sh\n");
        out.append("# What OpenZTP has planned for this router: ")
                .append(plain(plan.definition()))
                .append("\n");
        out.append(
                "# shellcheck disable=SC1003,SC2016,SC2317,SC2329 # values are quoted as they are, steps are called by number\n");
        out.append("set -u\n");
        out.append("ztp_key=").append(Ash.quote(key)).append("\n");
        out.append("ztp_plan=").append(Ash.quote(plan.digest())).append("\n");
        out.append("ztp_steps=").append(plan.steps().size()).append("\n");
        new TreeMap<>(plan.environment()).forEach((name, value) -> out.append(exported(name, value)));
        out.append("export ZTP_SERVER=\"${ZTP_SERVER:-}\"\n");
        libraries(plan).forEach(library -> out.append("\n").append(code(library.text())));
        plan.steps().forEach(step -> out.append(function(step)));
        out.append(attachedPlaces(plan)).append(confirmSeconds(plan)).append("\n");
        out.append(code(LOOP)).append("\nmain </dev/null\n");
        ByteArrayOutputStream program = new ByteArrayOutputStream();
        program.writeBytes(out.toString().getBytes(StandardCharsets.UTF_8));
        plan.attachments().forEach(attachment -> program.writeBytes(attachment.bytes()));
        return program.toByteArray();
    }

    private static String exported(String name, String value) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new InvalidValue("environment: " + plain(name) + " is no name of a variable");
        }
        return "export " + name + "=" + Ash.quote(value) + "\n";
    }

    private static Set<Library> libraries(Plan plan) {
        Set<Library> all = EnumSet.of(Library.BASE, Library.CONFIRM);
        plan.steps().forEach(step -> all.addAll(step.fragment().libraries()));
        return all;
    }

    private static String function(Step step) {
        return "\n# " + step.position() + ": " + plain(step.name()) + "\nstep_" + step.position() + "() {\n"
                + step.fragment().script() + "\n}\n";
    }

    /** How many bytes before the program's end an attachment begins, and how many it has. */
    private static String attachedPlaces(Plan plan) {
        long left = plan.attachments().stream()
                .mapToLong(each -> each.bytes().length)
                .sum();
        StringBuilder cases = new StringBuilder();
        for (Fragment.Attachment each : plan.attachments()) {
            String place = left + " " + each.bytes().length;
            cases.append("    ")
                    .append(each.sha256())
                    .append(") echo '")
                    .append(place)
                    .append("' ;;\n");
            left -= each.bytes().length;
        }
        return cases.isEmpty() ? "" : "\nattached_place() { # SHA256\n  case $1 in\n" + cases + "  esac\n}\n";
    }

    private static String confirmSeconds(Plan plan) {
        String cases = plan.steps().stream()
                .filter(step -> step.fragment().confirmSeconds() > 0)
                .map(step ->
                        "    " + step.position() + ") echo " + step.fragment().confirmSeconds() + " ;;\n")
                .collect(Collectors.joining());
        return "\nconfirm_seconds() { # STEP\n  case $1 in\n" + cases + "    *) echo 0 ;;\n  esac\n}\n";
    }

    /** For a comment: one line of what can be seen. */
    private static String plain(String text) {
        return text.replaceAll("[^\\p{Print}]", "?");
    }

    /** Without the line for the checker, which is the file's and not the program's. */
    private static String code(String text) {
        return text.replaceFirst("(?m)^# shellcheck shell=.*\\n(# shellcheck disable=.*\\n)?", "");
    }

    private static String resource(String name) {
        try (InputStream in = Program.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
