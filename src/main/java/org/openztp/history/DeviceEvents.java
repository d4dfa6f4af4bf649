package org.openztp.history;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;

/**
 * The history of all devices. Every method is part of the caller's transaction. Orders name the whole index, although its
 * first column is the same in every row found: H2 reads along the index only then.
 */
public final class DeviceEvents {
    public static final int MAX_LIMIT = 500;

    public void add(Tx tx, DeviceEvent event) {
        tx.em().persist(event);
    }

    public void addAll(Tx tx, Collection<DeviceEvent> events) {
        events.forEach(event -> add(tx, event));
    }

    /** A device's history, newest first; {@code cursor} is what the page before gave as {@code next}, or null. */
    public Page<DeviceEvent> newest(Tx tx, long deviceId, String cursor, int limit) {
        long before = cursor == null ? Long.MAX_VALUE : number(cursor);
        List<DeviceEvent> rows = tx.em()
                .createQuery(
                        "from DeviceEvent e where e.deviceId = :device and e.id < :before"
                                + " order by e.deviceId desc, e.id desc",
                        DeviceEvent.class)
                .setParameter("device", deviceId)
                .setParameter("before", before)
                .setMaxResults(limit + 1)
                .getResultList();
        return page(rows, limit);
    }

    /** The log: what came after an id, oldest first; {@code device} and {@code run} may be null. */
    public Page<DeviceEvent> after(Tx tx, Long device, Long run, long after, int limit) {
        StringBuilder hql = new StringBuilder("from DeviceEvent e where e.id > :after");
        hql.append(device == null ? "" : " and e.deviceId = :device");
        hql.append(run == null ? "" : " and e.runId = :run");
        hql.append(
                run != null
                        ? " order by e.runId, e.id"
                        : device != null ? " order by e.deviceId, e.id" : " order by e.id");
        TypedQuery<DeviceEvent> query =
                tx.em().createQuery(hql.toString(), DeviceEvent.class).setParameter("after", after);
        if (device != null) {
            query.setParameter("device", device);
        }
        if (run != null) {
            query.setParameter("run", run);
        }
        return page(query.setMaxResults(limit + 1).getResultList(), limit);
    }

    /** The newest id there is, 0 without any. */
    public long lastId(Tx tx) {
        return tx.em()
                .createQuery("select coalesce(max(e.id), 0) from DeviceEvent e", Long.class)
                .getSingleResult();
    }

    /** Forgets at most so many lines written before the given time, oldest first; says how many. */
    public int prune(Tx tx, Instant before, int most) {
        List<Long> ids = tx.em()
                .createQuery("select e.id from DeviceEvent e where e.at < :before order by e.at", Long.class)
                .setParameter("before", before)
                .setMaxResults(most)
                .getResultList();
        if (ids.isEmpty()) {
            return 0;
        }
        return tx.em()
                .createQuery("delete from DeviceEvent e where e.id in :ids")
                .setParameter("ids", ids)
                .executeUpdate();
    }

    private static Page<DeviceEvent> page(List<DeviceEvent> rows, int limit) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<DeviceEvent> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, String.valueOf(items.get(limit - 1).id()));
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidValue("cursor: not one of this server's");
        }
    }
}
