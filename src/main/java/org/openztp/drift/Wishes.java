package org.openztp.drift;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.desired.DesiredBuild;
import org.openztp.desired.DesiredFile;
import org.openztp.desired.DesiredImage;
import org.openztp.desired.DesiredRule;
import org.openztp.plan.Definitions;

/**
 * What every device should run, as it is written now: what the first rule that holds for it says, and where none does, its
 * definition. So the rules have the exceptions: a tag gets a build before all others, or is left alone.
 */
record Wishes(List<DesiredRule> rules, Definitions.Desired byDefinition) {
    /** @throws org.openztp.config.BadFile when the file was never good */
    static Wishes read(DesiredFile file, Definitions definitions) {
        return new Wishes(file.rules(), definitions.desired());
    }

    /** Whether nobody has said anything of any device. */
    boolean isEmpty() {
        return rules.isEmpty()
                && byDefinition.builds().isEmpty()
                && byDefinition.images().isEmpty();
    }

    /** Empty where nobody has said anything of such a device, or that it is left alone. */
    Optional<Wish> of(Candidate device) {
        for (DesiredRule rule : rules) {
            if (rule.holds(device.tags(), device.group(), device.definition())) {
                return rule.build().map(desired -> new Wish(desired, null, rule.source()));
            }
        }
        String source = "definition " + device.definition();
        DesiredImage image = byDefinition.images().get(device.definition());
        if (image != null) {
            return Optional.of(new Wish(null, image, source));
        }
        return Optional.ofNullable(byDefinition.builds().get(device.definition()))
                .map(desired -> new Wish(desired, null, source));
    }

    /** Every build of the store that is named. */
    Collection<DesiredBuild> builds() {
        return Stream.concat(
                        rules.stream().flatMap(rule -> rule.build().stream()), byDefinition.builds().values().stream())
                .toList();
    }
}
