package org.openztp.desired;

import java.util.Collection;
import java.util.Optional;

/**
 * One rule: all that it asks for has to hold; one that asks for nothing holds for every device.
 *
 * @param definition by the name that plans have from it
 * @param build empty: such devices are left alone
 * @param source file and line
 */
public record DesiredRule(
        Optional<String> tag,
        Optional<String> group,
        Optional<String> definition,
        Optional<DesiredBuild> build,
        String source) {

    /** @param itsGroup null where the device is in none, {@code itsDefinition} likewise */
    public boolean holds(Collection<String> tags, String itsGroup, String itsDefinition) {
        return tag.map(tags::contains).orElse(true)
                && group.map(name -> name.equals(itsGroup)).orElse(true)
                && definition.map(name -> name.equals(itsDefinition)).orElse(true);
    }
}
