package org.openztp.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.desired.DesiredBuild;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.job.Recurring;
import org.openztp.tailored.Choice;
import org.openztp.tailored.Choices;
import org.openztp.tailored.Tailored;
import org.openztp.tailored.Tailoring;

/**
 * Looks at all devices, whether each runs what it should, and then orders what is to be mended of itself. A portion is one
 * transaction; one that is killed begins anew. Where nobody has said what any should run, none is looked at.
 */
final class DriftSweep implements Recurring {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int PORTION = 500;

    private final Inventory inventory;
    private final Catalog catalog;
    private final Supplier<Wishes> wishes;
    private final Tailoring tailoring;
    private final Mending mending;

    DriftSweep(Drifting.Base base, Tailoring tailoring, Supplier<Wishes> wishes, Mending mending) {
        this.inventory = base.inventory();
        this.catalog = base.catalog();
        this.tailoring = tailoring;
        this.wishes = wishes;
        this.mending = mending;
    }

    @Override
    public String name() {
        return "compare-firmware";
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        Wishes now = wishes.get();
        if (now.isEmpty()) {
            inventory.db().txRetrying(DriftSweep::forget);
            inventory.db().tx(tailoring::making).forEach(row -> tailoring.withdraw(row.deviceId(), row.hash()));
            return;
        }
        Choices choices = inventory.db().tx(tailoring::choices);
        Map<String, Map<String, Firmware>> images = inventory.db().tx(tx -> images(tx, now.builds()));
        Map<DriftCount.Key, Long> counts = new HashMap<>();
        long last = 0;
        boolean more = true;
        while (more) {
            long from = last;
            List<Candidate> portion = inventory.db().tx(tx -> Fleet.after(tx, from, PORTION));
            Look look = inventory.db().txRetrying(tx -> look(tx, portion, now, images, choices));
            look.found().forEach(key -> counts.merge(key, 1L, Long::sum));
            look.outdated().forEach(row -> tailoring.withdraw(row.deviceId(), row.hash()));
            more = portion.size() == PORTION;
            last = portion.isEmpty() ? last : portion.get(portion.size() - 1).id();
        }
        inventory.db().txRetrying(tx -> count(tx, counts));
        mending.order();
    }

    private Map<String, Map<String, Firmware>> images(Tx tx, Collection<DesiredBuild> builds) {
        Map<String, Map<String, Firmware>> images = new HashMap<>();
        builds.forEach(build ->
                images.computeIfAbsent(build.build(), name -> catalog.byBoard(tx, build.category(), build.version())));
        return images;
    }

    /**
     * What was found of a portion.
     *
     * @param outdated images on their way to devices that are to have others, or none
     */
    private record Look(List<DriftCount.Key> found, List<Tailored> outdated) {}

    private Look look(
            Tx tx, List<Candidate> portion, Wishes now, Map<String, Map<String, Firmware>> images, Choices choices) {
        Map<Long, Wish> wanted = portion.stream()
                .filter(Fleet::isHere)
                .filter(device -> now.of(device).isPresent())
                .collect(
                        Collectors.toMap(Candidate::id, device -> now.of(device).orElseThrow()));
        Map<Long, Drift> rows = rows(tx, portion);
        Past past = Past.of(tx, wanted.keySet());
        MadeFor made = MadeFor.of(tx, tailoring, choices, portion, past);
        List<Tailored> outdated = new ArrayList<>();
        rows.values().stream()
                .filter(row -> !wanted.containsKey(row.deviceId()))
                .forEach(tx.em()::remove);
        List<DriftCount.Key> found = new ArrayList<>();
        for (Candidate device : portion) {
            Wish wish = wanted.get(device.id());
            boolean isPlanned = device.definition() != null;
            if (isPlanned && (wish == null || !wish.isMade())) {
                made.row(device.id()).filter(each -> each.state().isMaking()).ifPresent(outdated::add);
            }
            if (wish == null) {
                continue;
            }
            Drift row = rows.getOrDefault(device.id(), new Drift(device.id()));
            if (wish.isMade()) {
                lookAtMade(tx, row, device, wish, made).ifPresent(outdated::add);
            } else {
                Comparison runs =
                        Comparison.of(device, wish, images.get(wish.desired().build()), past.proven(device.id()));
                row.become(device, wish, runs, past, inventory.now());
            }
            if (!tx.em().contains(row)) {
                tx.em().persist(row);
            }
            found.add(new DriftCount.Key(row.build(), row.board() == null ? "" : row.board(), row.state()));
        }
        return new Look(found, outdated);
    }

    /** Gives back its image on the way where that is not the one. */
    private Optional<Tailored> lookAtMade(Tx tx, Drift row, Candidate device, Wish wish, MadeFor made) {
        Choice choice = made.choice(tx, device, wish);
        Comparison runs = made.compare(device, wish, choice);
        Instant now = inventory.now();
        row.become(device, wish, runs, made.isBusy(device.id()), made.held(device.id(), choice, now), now);
        return made.isOutdated(device.id(), choice) ? made.row(device.id()) : Optional.empty();
    }

    private static Map<Long, Drift> rows(Tx tx, List<Candidate> portion) {
        if (portion.isEmpty()) {
            return Map.of();
        }
        return tx.em()
                .createQuery("from Drift r where r.deviceId between :first and :last", Drift.class)
                .setParameter("first", portion.get(0).id())
                .setParameter("last", portion.get(portion.size() - 1).id())
                .getResultStream()
                .collect(Collectors.toMap(Drift::deviceId, row -> row));
    }

    private static Void forget(Tx tx) {
        tx.em().createQuery("delete from Drift").executeUpdate();
        tx.em().createQuery("delete from DriftCount").executeUpdate();
        return null;
    }

    private Void count(Tx tx, Map<DriftCount.Key, Long> counts) {
        Instant now = inventory.now();
        tx.em().createQuery("delete from DriftCount").executeUpdate();
        counts.forEach((key, devices) -> tx.em().persist(new DriftCount(key, devices, now)));
        return null;
    }
}
