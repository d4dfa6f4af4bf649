package org.openztp.outdated;

import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;

/** What was found when all devices were last looked at; of one that runs something else by now, nothing until the next look. */
final class Checks {
    private static final String STILL_SO =
            "c.board = d.boardName and (c.runs = d.release or c.runs is null and d.release is null)";

    private Checks() {}

    /**
     * Which devices are meant; what is null leaves all.
     *
     * @param waiting only those that have something newer waiting
     */
    record Filter(String tag, String group, String location, boolean waiting) {
        private Map<String, Object> values() {
            Map<String, Object> values = new TreeMap<>();
            put(values, "tag", tag);
            put(values, "group", group);
            put(values, "location", location);
            return values;
        }

        private static void put(Map<String, Object> values, String name, String value) {
            if (value != null && !value.isBlank()) {
                values.put(name, value);
            }
        }

        private String where() {
            List<String> all = new ArrayList<>(List.of("c.deviceId > :after", STILL_SO));
            Map<String, Object> values = values();
            if (values.containsKey("tag")) {
                all.add("exists (select t.tag from DeviceTag t where t.device.id = d.id and t.tag = :tag)");
            }
            if (values.containsKey("group")) {
                all.add("d.place.group = :group");
            }
            if (values.containsKey("location")) {
                all.add("d.place.location = :location");
            }
            if (waiting) {
                all.add("c.waiting = true");
            }
            return " from DeviceCheck c join Device d on d.id = c.deviceId where " + String.join(" and ", all);
        }
    }

    /**
     * By the devices' ids: one query for the page, and one for the numbers.
     *
     * @throws InvalidValue the cursor is none of ours
     */
    static CheckReport report(Tx tx, Filter filter, String cursor, int limit) {
        List<CheckView> rows = query(
                        tx, "select c, d.hostname, d.mac" + filter.where() + " order by c.deviceId", filter)
                .setParameter("after", after(cursor))
                .setMaxResults(limit + 1)
                .getResultList()
                .stream()
                .map(row -> CheckView.of((DeviceCheck) row[0], (String) row[1], (String) row[2]))
                .toList();
        boolean isLast = rows.size() <= limit;
        List<CheckView> page = isLast ? rows : List.copyOf(rows.subList(0, limit));
        String next = isLast ? null : String.valueOf(page.get(limit - 1).deviceId());
        return new CheckReport(counts(tx, filter), page, next);
    }

    private static CheckReport.Counts counts(Tx tx, Filter filter) {
        Object[] sums = query(
                        tx,
                        "select count(c), count(c.ofBranch), count(c.newest),"
                                + " count(case when c.packages > 0 then 1 end)" + filter.where(),
                        filter)
                .setParameter("after", 0L)
                .getSingleResult();
        return new CheckReport.Counts((Long) sums[0], (Long) sums[1], (Long) sums[2], (Long) sums[3]);
    }

    private static TypedQuery<Object[]> query(Tx tx, String text, Filter filter) {
        TypedQuery<Object[]> query = tx.em().createQuery(text, Object[].class);
        filter.values().forEach(query::setParameter);
        return query;
    }

    private static long after(String cursor) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? 0 : Long.parseLong(cursor);
    }
}
