package org.openztp.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.action.Fragment;
import org.openztp.openwrt.Sha256;

/**
 * What is to be done to one device.
 *
 * @param pattern the one that matched
 * @param environment what its scripts find in theirs
 */
public record Plan(String definition, String pattern, List<Step> steps, Map<String, String> environment) {
    /** The same for the same steps. */
    public String digest() {
        StringBuilder all = new StringBuilder();
        steps.forEach(step -> all.append(step.fragment().script()).append('\0'));
        return Sha256.hex(all.toString());
    }

    /** What the device may be flashed to by the plan. */
    public Optional<Fragment.Flash> flash() {
        return steps.stream().flatMap(step -> step.fragment().flash().stream()).findFirst();
    }

    /** Whether the device may restart because of the plan; the plan is to be run again then. */
    public boolean restarts() {
        return steps.stream().anyMatch(step -> step.fragment().restarts());
    }
}
