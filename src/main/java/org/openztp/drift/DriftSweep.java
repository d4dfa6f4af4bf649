package org.openztp.drift;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.desired.DesiredBuild;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.job.Recurring;

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
    private final Mending mending;

    DriftSweep(Inventory inventory, Catalog catalog, Supplier<Wishes> wishes, Mending mending) {
        this.inventory = inventory;
        this.catalog = catalog;
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
            return;
        }
        Map<String, Map<String, Firmware>> images = inventory.db().tx(tx -> images(tx, now.builds()));
        Map<DriftCount.Key, Long> counts = new HashMap<>();
        long last = 0;
        boolean more = true;
        while (more) {
            long from = last;
            List<Candidate> portion = inventory.db().tx(tx -> Fleet.after(tx, from, PORTION));
            List<DriftCount.Key> found = inventory.db().txRetrying(tx -> look(tx, portion, now, images));
            found.forEach(key -> counts.merge(key, 1L, Long::sum));
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

    private List<DriftCount.Key> look(
            Tx tx, List<Candidate> portion, Wishes now, Map<String, Map<String, Firmware>> images) {
        Map<Long, Wish> wanted = portion.stream()
                .filter(Fleet::isHere)
                .filter(device -> now.of(device).isPresent())
                .collect(
                        Collectors.toMap(Candidate::id, device -> now.of(device).orElseThrow()));
        Map<Long, Drift> rows = rows(tx, portion);
        Past past = Past.of(tx, wanted.keySet());
        rows.values().stream()
                .filter(row -> !wanted.containsKey(row.deviceId()))
                .forEach(tx.em()::remove);
        return portion.stream()
                .filter(device -> wanted.containsKey(device.id()))
                .map(device -> {
                    Wish wish = wanted.get(device.id());
                    Comparison found = Comparison.of(
                            device, wish, images.get(wish.desired().build()), past.proven(device.id()));
                    Drift row = rows.getOrDefault(device.id(), new Drift(device.id()));
                    row.become(device, wish, found, past, inventory.now());
                    if (!tx.em().contains(row)) {
                        tx.em().persist(row);
                    }
                    return new DriftCount.Key(row.build(), row.board() == null ? "" : row.board(), row.state());
                })
                .toList();
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
