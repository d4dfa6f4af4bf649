package org.openztp.drift;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.tailored.Choice;
import org.openztp.tailored.Choices;
import org.openztp.tailored.Tailored;
import org.openztp.tailored.TailoredState;
import org.openztp.tailored.Tailoring;

/** How some devices compare to the images that are to be made for them, all read at once. */
record MadeFor(Choices choices, Map<Long, Tailored> rows, Map<String, Set<String>> hashes, Past past) {
    /** @param devices in the order of their ids */
    static MadeFor of(Tx tx, Tailoring tailoring, Choices choices, List<Candidate> devices, Past past) {
        if (devices.isEmpty()) {
            return new MadeFor(choices, Map.of(), Map.of(), past);
        }
        long last = devices.get(devices.size() - 1).id();
        Map<Long, Tailored> rows = new HashMap<>();
        tailoring.between(tx, devices.get(0).id(), last).forEach(row -> rows.put(row.deviceId(), row));
        Collection<String> sha256s = devices.stream()
                .flatMap(device -> past.proven(device.id()).stream())
                .map(Past.Ended::sha256)
                .collect(Collectors.toSet());
        return new MadeFor(choices, rows, tailoring.hashes(tx, sha256s), past);
    }

    Choice choice(Tx tx, Candidate device, Wish wish) {
        return choices.of(tx, wish.image(), device.board(), device.target()).from(device.release());
    }

    Comparison compare(Candidate device, Wish wish, Choice choice) {
        Optional<Past.Ended> proven = past.proven(device.id());
        Set<String> made =
                proven.map(seen -> hashes.getOrDefault(seen.sha256(), Set.of())).orElse(Set.of());
        return Comparison.ofMade(device, wish, choice, proven, made);
    }

    /** Whether its image, or another upgrade, is on its way already. */
    boolean isBusy(long device) {
        return past.isActive(device)
                || row(device)
                        .filter(row -> row.state().isMaking() || row.state() == TailoredState.UPGRADING)
                        .isPresent();
    }

    /** Why it is not made of itself; null where it may be. */
    String held(long device, Choice choice, Instant now) {
        return row(device)
                .filter(row -> row.isHeld(choice.hash(), choices.generation(), now))
                .map(row -> row.code() + ": " + row.words())
                .orElse(null);
    }

    Optional<Tailored> row(long device) {
        return Optional.ofNullable(rows.get(device));
    }

    /** Whether an image is on its way to it that is not this one. */
    boolean isOutdated(long device, Choice choice) {
        return row(device)
                .filter(row -> row.state().isMaking() && !row.hash().equals(choice.hash()))
                .isPresent();
    }
}
