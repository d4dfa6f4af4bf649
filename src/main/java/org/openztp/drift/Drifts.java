package org.openztp.drift;

import jakarta.persistence.TypedQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;

/** What was found when all devices were last looked at. */
final class Drifts {
    private static final int MOST_BARS = 1000;

    private Drifts() {}

    /**
     * By the devices' ids.
     *
     * @param state null for all
     * @throws InvalidValue the cursor is none of ours
     */
    static DriftReport report(Tx tx, DriftState state, String cursor, int limit) {
        List<DriftCount> counts = tx.em()
                .createQuery("from DriftCount c order by c.id", DriftCount.class)
                .setMaxResults(MOST_BARS)
                .getResultList();
        return DriftReport.of(counts, list(tx, state, cursor, limit));
    }

    private static Page<DriftView> list(Tx tx, DriftState state, String cursor, int limit) {
        TypedQuery<Object[]> query = tx.em()
                .createQuery(
                        "select r, d.hostname, d.mac from Drift r join Device d on d.id = r.deviceId"
                                + " where r.deviceId > :after"
                                + (state == null ? "" : " and r.state = :state") + " order by "
                                + (state == null ? "" : "r.state, ") + "r.deviceId",
                        Object[].class)
                .setParameter("after", after(cursor))
                .setMaxResults(limit + 1);
        if (state != null) {
            query.setParameter("state", state);
        }
        List<DriftView> rows = query.getResultList().stream()
                .map(row -> DriftView.of((Drift) row[0], (String) row[1], (String) row[2]))
                .toList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<DriftView> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).deviceId()));
    }

    private static long after(String cursor) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? 0 : Long.parseLong(cursor);
    }

    /** @throws InvalidValue there is no such state */
    static DriftState state(String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        return Arrays.stream(DriftState.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidValue("state: one of " + Arrays.toString(DriftState.values()) + " is wanted"));
    }
}
