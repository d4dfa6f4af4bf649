package org.openztp.drift;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredFile;
import org.openztp.desired.DesiredRule;
import org.openztp.plan.Definitions;

/**
 * What every device should run, as it is written now: what the first rule that holds for it says, and where none does, its
 * definition. So the rules have the exceptions: a tag gets a build before all others, or is left alone.
 */
record Wishes(List<DesiredRule> rules, Map<String, DesiredBuild> byDefinition) {
    /** @throws org.openztp.config.BadFile when the file was never good */
    static Wishes read(DesiredFile file, Definitions definitions) {
        return new Wishes(file.rules(), definitions.desired());
    }

    /** Whether nobody has said anything of any device. */
    boolean isEmpty() {
        return rules.isEmpty() && byDefinition.isEmpty();
    }

    /** Empty where nobody has said anything of such a device, or that it is left alone. */
    Optional<Wish> of(Candidate device) {
        for (DesiredRule rule : rules) {
            if (rule.holds(device.tags(), device.group(), device.definition())) {
                return rule.build().map(desired -> new Wish(desired, rule.source()));
            }
        }
        return Optional.ofNullable(device.definition())
                .map(byDefinition::get)
                .map(desired -> new Wish(desired, "definition " + device.definition()));
    }

    /** Every build that is named. */
    Collection<DesiredBuild> builds() {
        return Stream.concat(rules.stream().flatMap(rule -> rule.build().stream()), byDefinition.values().stream())
                .toList();
    }
}
