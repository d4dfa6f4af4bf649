package org.openztp.pool;

import jakarta.persistence.OptimisticLockException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.openztp.config.BadFile;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;
import org.openztp.pool.PoolFile.Spot;
import org.openztp.pool.PoolItems.Taken;

/**
 * The pools of conf/resources. What a device takes stays with it, whatever becomes of the file, until it is released.
 * Everything here is part of the caller's transaction, which is to be one of {@code Db.txRetrying}: who loses a race for a
 * value tries again.
 */
public final class Pools {
    private static final int ROUNDS = 5;
    private static final int MOST_SLOT = 64;

    private final PoolFolder folder;
    private final InstantSource clock;
    private final BiConsumer<Tx, String> freed;

    /** The content of each file that the rows were last brought in line with. */
    private final Map<String, PoolFile> aligned = new ConcurrentHashMap<>();

    /** @param folder ZTP_HOME/conf/resources */
    public Pools(Path folder, InstantSource clock) {
        this(folder, clock, (tx, pool) -> {});
    }

    /** @param freed is told in the same transaction when a value of a pool has become free */
    public Pools(Path folder, InstantSource clock, BiConsumer<Tx, String> freed) {
        this.folder = new PoolFolder(folder, clock);
        this.clock = clock;
        this.freed = freed;
    }

    /**
     * What the device has from the pool in this slot; when it has nothing yet, the value kept for it, else the first free
     * one in the file's order.
     *
     * @param slot tells apart what one device takes from one pool; {@code ""} for who takes one only
     * @throws Exhausted when every value is taken
     * @throws BadFile when there is no such pool, or its file was never good
     */
    public String take(Tx tx, String pool, Holder holder, String slot) {
        if (slot.length() > MOST_SLOT) {
            throw new InvalidValue("slot: at most " + MOST_SLOT + " characters are wanted");
        }
        return PoolItems.held(tx, pool, holder.deviceId(), slot)
                .map(PoolItem::item)
                .orElseGet(() -> takeNew(tx, pool, holder, slot));
    }

    /**
     * Who takes as a node that is no device.
     *
     * @param node its name, at most 100 characters
     * @param others what else a pool's file may call it; nulls do not count
     */
    public Holder node(Tx tx, String node, String... others) {
        List<String> names = new ArrayList<>(List.of(node));
        Stream.of(others).filter(Objects::nonNull).forEach(names::add);
        return new Holder(PoolNode.holderId(tx, node), names);
    }

    private String takeNew(Tx tx, String pool, Holder holder, String slot) {
        PoolFile file = inLine(tx, pool);
        Optional<String> kept = unclaimed(tx, pool, file, holder).findFirst();
        if (kept.isPresent()) {
            tx.em()
                    .persist(new PoolItem(pool, file.find(kept.get()).orElseThrow())
                            .give(holder.deviceId(), slot, now()));
            return kept.get();
        }
        for (int round = 0; round < ROUNDS; round++) {
            Optional<PoolItem> item = PoolItems.lockFree(tx, pool);
            Optional<Spot> spot = item.flatMap(free -> file.find(free.item()));
            if (spot.isPresent()) {
                item.get().give(holder.deviceId(), slot, now());
                layAhead(tx, pool, spot.get());
                return item.get().item();
            }
            if (item.isEmpty() && isTaken(file, PoolItems.countTaken(tx, pool))) {
                throw new Exhausted(pool, file);
            }
            PoolItems.align(tx, pool, file);
        }
        throw new OptimisticLockException("pool " + pool + ": others were faster");
    }

    private static boolean isTaken(PoolFile file, long taken) {
        return file.free().longValue() == taken && file.free().bitLength() < Long.SIZE;
    }

    private static void layAhead(Tx tx, String pool, Spot taken) {
        taken.ahead()
                .filter(next -> !PoolItems.exists(tx, pool, next.value()))
                .ifPresent(next -> PoolItems.lay(tx, pool, List.of(next)));
    }

    private static Stream<String> unclaimed(Tx tx, String pool, PoolFile file, Holder holder) {
        return file.reservedFor(holder).stream().filter(value -> !PoolItems.exists(tx, pool, value));
    }

    /**
     * What {@link #take} would give now. Takes nothing.
     *
     * @param others of the pool's values, those that are promised for other slots
     * @throws Exhausted when it would give nothing
     * @throws BadFile when there is no such pool, or its file was never good
     */
    public String next(Tx tx, String pool, Holder holder, String slot, Set<String> others) {
        Optional<String> held =
                PoolItems.held(tx, pool, holder.deviceId(), slot).map(PoolItem::item);
        if (held.isPresent()) {
            return held.get();
        }
        PoolFile file = inLine(tx, pool);
        return Stream.concat(
                        unclaimed(tx, pool, file, holder),
                        PoolItems.firstFree(tx, pool, others.size() + 1).map(PoolItem::item))
                .filter(value -> !others.contains(value))
                .findFirst()
                .orElseThrow(() -> new Exhausted(pool, file));
    }

    private PoolFile inLine(Tx tx, String pool) {
        PoolFile file = folder.get(pool);
        if (aligned.get(pool) != file) {
            PoolItems.align(tx, pool, file);
            tx.afterCommit(() -> aligned.put(pool, file));
        }
        return file;
    }

    /** Everything the device has is free again; for a device that is about to be removed. */
    public void release(Tx tx, long deviceId) {
        PoolItems.of(tx, deviceId).forEach(item -> release(tx, item));
    }

    /** @return whether a device had it */
    public boolean release(Tx tx, String pool, String value) {
        Optional<PoolItem> item = PoolItems.lock(tx, pool, value).filter(row -> row.deviceId() != null);
        item.ifPresent(row -> release(tx, row));
        return item.isPresent();
    }

    private void release(Tx tx, PoolItem item) {
        Optional<Spot> spot = folder.find(item.pool())
                .flatMap(file -> file.find(item.item()))
                .filter(found -> found.place() != PoolFile.RESERVED);
        if (spot.isPresent()) {
            item.release(spot.get());
        } else {
            tx.em().remove(item);
        }
        freed.accept(tx, item.pool());
    }

    /** A device takes another one's place, and all it has from the pools; what it had itself in these slots is released. */
    public void move(Tx tx, long from, long to) {
        List<PoolItem> moving = PoolItems.of(tx, from);
        for (PoolItem item : moving) {
            PoolItems.held(tx, item.pool(), to, item.slot()).ifPresent(own -> release(tx, own));
        }
        tx.em().flush();
        moving.forEach(item -> item.give(to, item.slot(), item.at()));
    }

    /** What is taken of a pool; {@code cursor} is null for the first page. */
    public Page<Allocation> list(Tx tx, String pool, String cursor, int limit) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        folder.find(pool).ifPresent(file -> inLine(tx, pool));
        Page<PoolItem> page = PoolItems.list(tx, pool, cursor == null ? 0 : Long.parseLong(cursor), limit);
        Map<Long, String> nodes =
                PoolNode.names(tx, page.items().stream().map(PoolItem::deviceId).toList());
        return page.map(item -> Allocation.of(item, nodes));
    }

    /** All pools by name: those of the folder, and those of which only what was taken is left. */
    public List<Usage> usage(Tx tx) {
        Map<String, Optional<String>> problems = folder.problems();
        problems.keySet().forEach(pool -> folder.find(pool).ifPresent(file -> inLine(tx, pool)));
        Map<String, Taken> counts = PoolItems.counts(tx);
        counts.keySet().forEach(pool -> problems.putIfAbsent(pool, Optional.empty()));
        List<Usage> all = new ArrayList<>();
        problems.forEach((pool, problem) -> all.add(
                Usage.of(pool, folder.find(pool), counts.getOrDefault(pool, Taken.NONE), problem.orElse(null))));
        return all;
    }

    /** What is wrong in the folder now, each with file and line. */
    public List<String> faults() {
        return folder.problems().values().stream().flatMap(Optional::stream).toList();
    }

    /** What is wrong with a file, with its line; empty when it could be a pool. */
    public static Optional<String> validate(Path file) {
        return PoolFolder.validate(file, InstantSource.fixed(Instant.EPOCH));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
