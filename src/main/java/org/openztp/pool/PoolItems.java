package org.openztp.pool;

import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.pool.PoolFile.Spot;

/** The rows of {@code pool_item}. */
final class PoolItems {
    /** In the order of the index, which is the file's: told to sort as well, H2 would lock all that are free. */
    private static final String FIRST_FREE =
            "select * from pool_item use index (pool_item_free) where pool = ? and device_id is null limit ";

    private static final String LAY = "insert ignore into pool_item (pool, item, place, number) values (?, ?, ?, ?)";

    /** How many values of a pool are taken: all, those of its file that anybody may take, those kept for one node. */
    record Taken(long all, long free, long reserved) {
        static final Taken NONE = new Taken(0, 0, 0);
    }

    private PoolItems() {}

    /** What the device has from the pool in this slot. */
    static Optional<PoolItem> held(Tx tx, String pool, long device, String slot) {
        return tx.em()
                .createQuery(
                        "select i from PoolItem i where i.pool = :pool and i.deviceId = :device and i.slot = :slot",
                        PoolItem.class)
                .setParameter("pool", pool)
                .setParameter("device", device)
                .setParameter("slot", slot)
                .getResultStream()
                .findFirst();
    }

    /** The first free ones as the file orders them, as it is now; another transaction may take them. */
    static Stream<PoolItem> firstFree(Tx tx, String pool, int count) {
        return free(tx, pool, String.valueOf(count));
    }

    /** The first of {@link #firstFree}, locked: one that nobody else is about to take, else the one whose taker gives it up. */
    static Optional<PoolItem> lockFree(Tx tx, String pool) {
        return free(tx, pool, "1 for update skip locked")
                .findFirst()
                .or(() -> free(tx, pool, "1 for update").findFirst());
    }

    @SuppressWarnings("unchecked")
    private static Stream<PoolItem> free(Tx tx, String pool, String countAndLock) {
        return tx.em()
                .createNativeQuery(FIRST_FREE + countAndLock, PoolItem.class)
                .setParameter(1, pool)
                .getResultStream();
    }

    static Optional<PoolItem> lock(Tx tx, String pool, String item) {
        return tx.em()
                .createQuery("select i from PoolItem i where i.pool = :pool and i.item = :item", PoolItem.class)
                .setParameter("pool", pool)
                .setParameter("item", item)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    static List<PoolItem> of(Tx tx, long device) {
        return tx.em()
                .createQuery("select i from PoolItem i where i.deviceId = :device order by i.id", PoolItem.class)
                .setParameter("device", device)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /** Makes rows of the values; one that another transaction made stays as it is. */
    static void lay(Tx tx, String pool, List<Spot> spots) {
        try (PreparedStatement insert = tx.connection().prepareStatement(LAY)) {
            for (Spot spot : spots) {
                insert.setString(1, pool);
                insert.setString(2, spot.value());
                insert.setInt(3, spot.place());
                insert.setBigDecimal(4, new BigDecimal(spot.number()));
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("pool " + pool + ": " + e.getMessage(), e);
        }
    }

    static boolean exists(Tx tx, String pool, String item) {
        return !tx.em()
                .createQuery("select 1 from PoolItem i where i.pool = :pool and i.item = :item", Integer.class)
                .setParameter("pool", pool)
                .setParameter("item", item)
                .getResultList()
                .isEmpty();
    }

    private record Row(long id, String item, Integer place, BigInteger number, Long device) {
        /** Whether the row tells of its value what it is to tell. */
        boolean isAt(Spot spot) {
            return device == null
                    ? place != null && place == spot.place() && number.equals(spot.number())
                    : place != null && (place == PoolFile.RESERVED) == (spot.place() == PoolFile.RESERVED);
        }
    }

    /** Brings the rows of a pool in line with its file: places, values that left it, values to be taken next. */
    static void align(Tx tx, String pool, PoolFile file) {
        Set<String> rows = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (Row row : rows(tx, pool)) {
            Optional<Spot> spot = file.find(row.item());
            boolean free = row.device() == null;
            if (free && spot.filter(s -> s.place() != PoolFile.RESERVED).isEmpty()) {
                tx.em()
                        .createQuery("delete from PoolItem i where i.id = :id and i.deviceId is null")
                        .setParameter("id", row.id())
                        .executeUpdate();
                continue;
            }
            rows.add(row.item());
            if (!free) {
                taken.add(row.item());
            }
            if (spot.isPresent() ? !row.isAt(spot.get()) : row.place() != null) {
                place(tx, row.id(), spot.orElse(null));
            }
        }
        List<Spot> missing = file.missing(rows, taken);
        if (!missing.isEmpty()) {
            lay(tx, pool, missing);
        }
    }

    private static List<Row> rows(Tx tx, String pool) {
        return tx.em()
                .createQuery(
                        "select i.id, i.item, i.place, i.number, i.deviceId from PoolItem i where i.pool = :pool",
                        Row.class)
                .setParameter("pool", pool)
                .getResultList();
    }

    private static void place(Tx tx, long id, Spot spot) {
        tx.em()
                .createQuery("update PoolItem i set i.place = :place, i.number = :number where i.id = :id")
                .setParameter("place", spot == null ? null : spot.place())
                .setParameter("number", spot == null ? BigInteger.ZERO : spot.number())
                .setParameter("id", id)
                .executeUpdate();
    }

    /** By pool; those of which nothing is taken are absent. */
    static Map<String, Taken> counts(Tx tx) {
        Map<String, Taken> counts = new HashMap<>();
        tx.em()
                .createQuery("""
                        select i.pool, count(i), sum(case when i.place >= 0 then 1 else 0 end),
                          sum(case when i.place = -1 then 1 else 0 end)
                        from PoolItem i where i.deviceId is not null group by i.pool""", Object[].class)
                .getResultStream()
                .forEach(row -> counts.put((String) row[0], new Taken((long) row[1], (long) row[2], (long) row[3])));
        return counts;
    }

    /** How many of the values that anybody may take are taken. */
    static long countTaken(Tx tx, String pool) {
        return tx.em()
                .createQuery(
                        "select count(i) from PoolItem i where i.pool = :pool and i.deviceId is not null and i.place >= 0",
                        Long.class)
                .setParameter("pool", pool)
                .getSingleResult();
    }

    /** What is taken of a pool, in the order in which it was laid out; {@code after} is the last id of the page before. */
    static Page<PoolItem> list(Tx tx, String pool, long after, int limit) {
        List<PoolItem> rows = tx.em()
                .createQuery("""
                        select i from PoolItem i where i.pool = :pool and i.deviceId is not null and i.id > :after
                        order by i.pool, i.id""", PoolItem.class)
                .setParameter("pool", pool)
                .setParameter("after", after)
                .setMaxResults(limit + 1)
                .getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<PoolItem> page = new ArrayList<>(rows.subList(0, limit));
        return new Page<>(page, page.get(limit - 1).id().toString());
    }
}
