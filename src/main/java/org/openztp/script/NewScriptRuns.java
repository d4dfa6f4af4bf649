package org.openztp.script;

import java.util.List;
import java.util.Objects;
import org.openztp.openwrt.InvalidValue;

/**
 * What to run where.
 *
 * @param targets ids of devices; empty exactly where {@code all} is set
 * @param all every device but those that wait for an approval or were replaced
 * @param arguments the script's own arguments when empty
 */
public record NewScriptRuns(String script, List<Long> targets, boolean all, List<String> arguments) {
    private static final int MOST_TARGETS = 10_000;
    private static final int MOST_ARGUMENTS = 100;
    private static final int LONGEST_ARGUMENTS = 4096;

    /** @throws InvalidValue naming the field and what to mend */
    public NewScriptRuns {
        if (script == null || script.isBlank()) {
            throw new InvalidValue("script: missing");
        }
        targets = targets == null ? List.of() : targets.stream().distinct().toList();
        arguments = arguments == null ? List.of() : arguments;
        if (targets.stream().anyMatch(Objects::isNull) || arguments.stream().anyMatch(Objects::isNull)) {
            throw new InvalidValue("targets, arguments: null has no place there");
        }
        if (targets.isEmpty() != all) {
            throw new InvalidValue("targets: ids of devices are wanted, or all: true");
        }
        if (targets.size() > MOST_TARGETS) {
            throw new InvalidValue("targets: at most " + MOST_TARGETS + "; all: true takes every device");
        }
        long length = arguments.stream().mapToLong(String::length).sum();
        if (arguments.size() > MOST_ARGUMENTS || length > LONGEST_ARGUMENTS) {
            throw new InvalidValue(
                    "arguments: at most " + MOST_ARGUMENTS + ", of " + LONGEST_ARGUMENTS + " characters together");
        }
        if (arguments.stream().anyMatch(argument -> argument.indexOf('\0') >= 0)) {
            throw new InvalidValue("arguments: no shell can carry NUL");
        }
    }
}
