package org.openztp.drift;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.device.DeviceState;

/** The devices, portion by portion, each portion by as many queries as any other. */
final class Fleet {
    private static final Set<DeviceState> NOT_HERE = Set.of(DeviceState.PENDING, DeviceState.RETIRED);

    private static final String SELECT = "select d.id, d.state, d.boardName, d.target, d.release, d.place.group,"
            + " p.definition from Device d left join StoredPlan p on p.deviceId = d.id ";

    private Fleet() {}

    /** Those with the next higher ids; fewer than {@code most} where there are no more. */
    static List<Candidate> after(Tx tx, long id, int most) {
        List<Object[]> rows = tx.em()
                .createQuery(SELECT + "where d.id > :id order by d.id", Object[].class)
                .setParameter("id", id)
                .setMaxResults(most)
                .getResultList();
        return candidates(tx, rows);
    }

    static Optional<Candidate> find(Tx tx, long id) {
        List<Object[]> rows = tx.em()
                .createQuery(SELECT + "where d.id = :id", Object[].class)
                .setParameter("id", id)
                .getResultList();
        return candidates(tx, rows).stream().findFirst();
    }

    private static List<Candidate> candidates(Tx tx, List<Object[]> rows) {
        Map<Long, Set<String>> tags =
                tags(tx, rows.stream().map(row -> (Long) row[0]).toList());
        List<Candidate> devices = new ArrayList<>();
        for (Object[] row : rows) {
            devices.add(new Candidate(
                    (Long) row[0],
                    (DeviceState) row[1],
                    (String) row[2],
                    (String) row[3],
                    (String) row[4],
                    (String) row[5],
                    (String) row[6],
                    tags.getOrDefault((Long) row[0], Set.of())));
        }
        return devices;
    }

    private static Map<Long, Set<String>> tags(Tx tx, Collection<Long> devices) {
        Map<Long, Set<String>> tags = new HashMap<>();
        if (!devices.isEmpty()) {
            tx.em()
                    .createQuery("select t.device.id, t.tag from DeviceTag t where t.device.id in :ids", Object[].class)
                    .setParameter("ids", devices)
                    .getResultList()
                    .forEach(row -> tags.computeIfAbsent((Long) row[0], each -> new HashSet<>())
                            .add((String) row[1]));
        }
        return tags;
    }

    /** One that waits for its approval, or was replaced, should run nothing. */
    static boolean isHere(Candidate device) {
        return !NOT_HERE.contains(device.state());
    }
}
