package org.openztp.script;

import java.nio.file.Path;
import java.util.List;

/**
 * A script that may run on routers.
 *
 * @param arguments what it gets when nothing else is asked for; {@code ${id}} is the router's number
 * @param isDefault whether it is the one that provisions
 */
public record Script(String name, String description, List<String> arguments, boolean isDefault, Path file) {
    /** The arguments for one router: those asked for, else the script's own, with {@code ${id}} filled in. */
    public List<String> argumentsFor(long deviceId, List<String> asked) {
        return (asked.isEmpty() ? arguments : asked)
                .stream()
                        .map(argument -> argument.replace("${id}", Long.toString(deviceId)))
                        .toList();
    }
}
