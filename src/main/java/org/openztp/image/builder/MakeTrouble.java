package org.openztp.image.builder;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;

/**
 * What the words of the ImageBuilder's tools mean: opkg's and apk's about packages, make's and the image tools' about room,
 * and those of fetching, which are nobody's fault who asked.
 */
final class MakeTrouble {
    /** How the lines of the {@link Gate} begin. */
    static final String GATE = "ztp: not fetched: ";

    private static final List<String> FETCHING = List.of(
            GATE,
            "Package size mismatch",
            "wget returned ",
            "wget: exited with error",
            "unexpected end of file",
            "Failed to download",
            "temporary error (try again later)",
            "network error");

    private static final String NAME = "([A-Za-z0-9_.+-]{1,100}?)";
    private static final List<Pattern> MISSING = List.of(
            Pattern.compile("Cannot install package " + NAME + "\\.(?:\\s|$)"),
            Pattern.compile("^\\s*" + NAME + " \\(no such package\\)"));
    private static final List<Pattern> CONFLICTS = List.of(
            Pattern.compile("check_conflicts_for: The following packages conflict with " + NAME + ":"),
            Pattern.compile("check_data_file_clashes: Package " + NAME + " wants to install"),
            Pattern.compile("is already provided by package\\s+\\* " + NAME + "(?:\\s|$)"),
            Pattern.compile("conflicts: " + NAME + "\\["),
            Pattern.compile("ERROR: " + NAME + ": trying to overwrite "));
    private static final List<String> NO_ROOM = List.of("is too big", "out of space?");
    private static final Pattern NO_PROFILE = Pattern.compile("Profile \"[^\"]*\" does not exist!");

    /** What the lines have that matter, wherever in the output they stand; plain words, for there may be very many lines. */
    static final List<String> TELLING = List.of(
            "Package size mismatch",
            "wget returned ",
            "wget: exited",
            "unexpected end of file",
            "Failed to download",
            "temporary error",
            "network error",
            "Cannot install package ",
            "(no such package)",
            "packages conflict with ",
            "wants to install",
            "already provided by",
            "conflicts: ",
            "trying to overwrite",
            "is too big",
            "out of space?",
            "does not exist!");

    private MakeTrouble() {}

    /**
     * Whatever the exit code: a tool that has no room left may end well.
     *
     * @throws Failed when the step came to nothing by the request's own fault
     * @throws Down when something could not be fetched
     */
    static void check(Make.Result result) throws Failed, Down {
        checkRoom(result);
        if (result.exit() == 0) {
            return;
        }
        if (any(result.lines(), FETCHING)) {
            throw new Down("packages cannot be fetched: " + first(result.lines(), FETCHING), result.output());
        }
        if (result.lines().stream().anyMatch(line -> NO_PROFILE.matcher(line).find())) {
            throw new Failed(BuildFault.NO_PROFILE, "The ImageBuilder does not know the profile", result.output());
        }
        Set<String> missing = names(result.lines(), MISSING);
        Set<String> conflicts = names(result.lines(), CONFLICTS);
        if (missing.isEmpty() && conflicts.isEmpty()) {
            throw error(result);
        }
        String words = "Impossible package selection:"
                + (missing.isEmpty() ? "" : " missing (" + String.join(", ", missing) + ")")
                + (conflicts.isEmpty() ? "" : " conflicts (" + String.join(", ", conflicts) + ")");
        throw new Failed(missing.isEmpty() ? BuildFault.CONFLICT : BuildFault.NO_PACKAGE, words, result.output());
    }

    /**
     * As {@link #check}, of the step after the one that has installed the same packages once. It fetches nothing, and says so
     * in words that mean nothing; a package that it does not find is no fault of who asked.
     */
    static void checkImage(Make.Result result) throws Failed, Down {
        checkRoom(result);
        if (result.exit() == 0) {
            return;
        }
        Set<String> missing = names(result.lines(), MISSING);
        if (!missing.isEmpty()) {
            throw new Down("packages were fetched and are not there: " + String.join(", ", missing), result.output());
        }
        throw error(result);
    }

    private static void checkRoom(Make.Result result) throws Failed {
        if (any(result.lines(), NO_ROOM)) {
            throw new Failed(BuildFault.TOO_BIG, "Selected packages exceed device storage", result.output());
        }
    }

    private static Failed error(Make.Result result) {
        return new Failed(BuildFault.BUILD_ERROR, "Error while building firmware. See stdout/stderr", result.output());
    }

    private static boolean any(List<String> lines, List<String> words) {
        return lines.stream().anyMatch(line -> words.stream().anyMatch(line::contains));
    }

    private static String first(List<String> lines, List<String> words) {
        return lines.stream()
                .filter(line -> words.stream().anyMatch(line::contains))
                .findFirst()
                .orElseThrow()
                .strip();
    }

    private static Set<String> names(List<String> lines, List<Pattern> patterns) {
        Set<String> names = new TreeSet<>();
        for (String line : lines) {
            for (Pattern pattern : patterns) {
                Matcher m = pattern.matcher(line);
                while (m.find()) {
                    names.add(m.group(1));
                }
            }
        }
        return names;
    }
}
