package org.openztp.match;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One pattern of a file, ready to be held against devices.
 *
 * @param index its place in the file, from 0
 * @param node the one device it is for, in normal form; empty for a pattern that is for all
 * @param broken what is wrong with it; empty when it is in force
 */
record DevicePattern(int index, String name, String node, List<Condition> conditions, Outcome outcome, String broken) {
    /** What a device that matches gets. */
    record Outcome(String definition, Map<String, String> variables, String configHandler) {}

    Match match() {
        return new Match(name, outcome.definition, outcome.variables, outcome.configHandler);
    }

    boolean isBroken() {
        return !broken.isEmpty();
    }

    boolean isForNode() {
        return !node.isEmpty();
    }

    /** No for a device of which it cannot be said. */
    boolean holds(Known device) {
        if (isBroken()) {
            return false;
        }
        try {
            for (Condition condition : conditions) {
                if (!condition.holds(device)) {
                    return false;
                }
            }
            return true;
        } catch (Regex.TooHard e) {
            return false;
        }
    }

    /** The first thing that keeps it from matching the device; empty when it matches. */
    Optional<String> otherwise(Known device) {
        if (isBroken()) {
            return Optional.of("not in force: " + broken);
        }
        try {
            for (Condition condition : conditions) {
                if (!condition.holds(device)) {
                    return Optional.of(condition.otherwise(device));
                }
            }
            return Optional.empty();
        } catch (Regex.TooHard e) {
            return Optional.of(e.getMessage());
        }
    }
}
