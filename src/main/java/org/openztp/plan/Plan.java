package org.openztp.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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
    /** With these steps before its own. */
    public Plan preceded(List<Step> first) {
        List<Step> all = new ArrayList<>(first);
        steps.forEach(step -> all.add(step.at(first.size() + step.position())));
        return new Plan(definition, pattern, List.copyOf(all), environment);
    }

    /** The same for the same steps; what is handed over once does not count. */
    public String digest() {
        StringBuilder all = new StringBuilder();
        steps.stream()
                .filter(step -> !step.action().equals(Step.HANDOVER))
                .forEach(step -> all.append(step.fragment().script()).append('\0'));
        return Sha256.hex(all.toString());
    }

    /** What its program carries behind its text, each once. */
    public Collection<Fragment.Attachment> attachments() {
        Map<String, Fragment.Attachment> all = new LinkedHashMap<>();
        steps.forEach(
                step -> step.fragment().attachments().forEach(attachment -> all.put(attachment.sha256(), attachment)));
        return all.values();
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
