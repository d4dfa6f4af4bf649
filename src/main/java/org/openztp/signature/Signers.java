package org.openztp.signature;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who stands behind a message.
 *
 * @param keys the ids of the trusted keys that signed it or vouch for the key that did
 * @param faults what is wrong with the other signatures
 */
public record Signers(Set<String> keys, List<String> faults) {
    public Signers {
        keys = Set.copyOf(keys);
        faults = List.copyOf(faults);
    }

    /** Nobody, for these reasons. */
    public static Signers nobody(List<String> faults) {
        return new Signers(Set.of(), faults);
    }

    public Signers and(Signers others) {
        Set<String> allKeys = new LinkedHashSet<>(keys);
        allKeys.addAll(others.keys);
        List<String> allFaults = new ArrayList<>(faults);
        allFaults.addAll(others.faults);
        return new Signers(allKeys, allFaults);
    }

    /** What is to be mended when fewer different keys signed than are wanted; empty when there are enough. */
    public Optional<String> missing(int wanted) {
        if (keys.size() >= wanted) {
            return Optional.empty();
        }
        String why = faults.isEmpty() ? "" : ": " + String.join("; ", faults);
        return Optional.of("signed by " + keys.size() + " of the " + wanted + " trusted keys that are wanted" + why);
    }
}
