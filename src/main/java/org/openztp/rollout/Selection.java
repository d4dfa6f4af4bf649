package org.openztp.rollout;

import jakarta.persistence.Query;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;

/**
 * Chooses the devices of a roll-out: a portion of rows by one statement, so that a fleet of any size is chosen in short
 * transactions, and one that broke off goes on where it was. Every method is part of the caller's transaction.
 */
final class Selection {
    static final int PORTION = 5000;
    private static final int MOST_DEEP = 32;

    /** Why a device cannot have an image of the build; null where it can. */
    private static final String REASON = """
            case when d.state in ('PENDING', 'HOST_KEY_CHANGED', 'RETIRED') then 'device_state'
              when d.board_name is null then 'no_board'
              when m.image_id is null then 'no_image'
              when f.fault is not null then 'image_spoilt' end""";

    private static final String CHOOSE = """
            insert into rollout_device
              (rollout_id, device_id, image_id, stage, height, site, parent_id, state, reason, forgiven)
            select %d, c.id, c.image_id, %d, 0, c.location, c.parent_id,
              case when c.reason is null then 'WAITING' else 'LEFT_OUT' end, c.reason, false
            from (
              select d.id, m.image_id, d.location, coalesce(d.parent_id, -d.id) as parent_id, %s as reason
              from device d
              left join firmware_image_board m on m.build_id = :build and m.board = d.board_name
              left join firmware_image i on i.id = m.image_id
              left join firmware_blob f on f.sha256 = i.sha256
              where %s order by d.id limit %d
            ) c""";

    private static final String NEW =
            " and not exists (select 1 from rollout_device r where r.rollout_id = :joined and r.device_id = d.id)";

    private static final String WAITING = " where rollout_id = :rollout and state = 'WAITING'";

    private Selection() {}

    /** The next portion; tells whether there may be more. */
    static boolean choose(Tx tx, Rollout rollout) {
        Number chosen = (Number) tx.em()
                .createNativeQuery(
                        "select coalesce(max(device_id), 0) from rollout_device where rollout_id = :rollout",
                        Long.class)
                .setParameter("rollout", rollout.id())
                .getSingleResult();
        return insert(tx, rollout, " and d.id > :after", Map.of("after", chosen.longValue())) == PORTION;
    }

    /** Devices that have become such as the roll-out wants; they come last. */
    static int late(Tx tx, Rollout rollout) {
        return insert(tx, rollout, NEW, Map.of("joined", rollout.id()));
    }

    private static int insert(Tx tx, Rollout rollout, String and, Map<String, Object> more) {
        RolloutPlan plan = rollout.plan();
        Map<String, Object> values = new HashMap<>(more);
        String where = String.join(" and ", conditions(tx, plan.targets(), values)) + and;
        Query insert = tx.em()
                .createNativeQuery(CHOOSE.formatted(rollout.id(), plan.stages().size(), REASON, where, PORTION))
                .setParameter("build", rollout.buildId());
        values.forEach(insert::setParameter);
        return insert.executeUpdate();
    }

    private static List<String> conditions(Tx tx, Targets targets, Map<String, Object> values) {
        List<String> all = new ArrayList<>(List.of("1 = 1"));
        equal(
                all,
                values,
                "state",
                targets.state() == null ? null : targets.state().name());
        equal(all, values, "device_group", targets.group());
        equal(all, values, "location", targets.location());
        equal(all, values, "board_name", targets.board());
        List<String> tags = targets.tags() == null ? List.of() : targets.tags();
        for (int i = 0; i < tags.size(); i++) {
            all.add("d.id in (select t.device_id from device_tag t where t.tag = :tag%d)".formatted(i));
            values.put("tag" + i, tags.get(i));
        }
        if (targets.devices() != null) {
            all.add("d.id in (:devices)");
            values.put("devices", targets.devices());
        }
        if (targets.release() != null) {
            List<String> known = releases(tx, targets.release());
            all.add(known.isEmpty() ? "1 = 0" : "d.release_name in (:releases)");
            if (!known.isEmpty()) {
                values.put("releases", known);
            }
        }
        return all;
    }

    private static void equal(List<String> all, Map<String, Object> values, String column, Object value) {
        if (value != null) {
            all.add("d." + column + " = :" + column);
            values.put(column, value);
        }
    }

    /** Which of the releases that devices run are meant: a database does not know their order. */
    private static List<String> releases(Tx tx, Targets.Releases wanted) {
        return tx.em()
                .createQuery("select distinct d.release from Device d where d.release >= ''", String.class)
                .getResultStream()
                .filter(wanted::contains)
                .toList();
    }

    /** Puts each device over those behind it that are chosen too, so that leaves come first. */
    static void order(Tx tx, Rollout rollout) {
        for (int height = 1; height <= MOST_DEEP; height++) {
            int higher = tx.em()
                    .createNativeQuery("update rollout_device set height = :height where rollout_id = :rollout"
                            + " and device_id in (select p from (select c.parent_id as p from rollout_device c"
                            + " where c.rollout_id = :rollout and c.parent_id >= 0 and c.state = 'WAITING'"
                            + " and c.height = :height - 1) q)")
                    .setParameter("height", height)
                    .setParameter("rollout", rollout.id())
                    .executeUpdate();
            if (higher == 0) {
                return;
            }
        }
    }

    /** Moves a portion of what a stage wants into it, from the last one; tells whether that was all. */
    static boolean fill(Tx tx, Rollout rollout, int stage, long all) {
        Stage wanted = rollout.plan().stage(stage);
        int last = rollout.plan().stages().size();
        if (wanted.devices() != null) {
            move(tx, rollout, stage, last, "device_id in (:devices)", Map.of("devices", wanted.devices()));
            return true;
        }
        long missing = wanted.wants(all) - count(tx, rollout, stage);
        if (missing <= 0) {
            return true;
        }
        List<?> edge = tx.em()
                .createNativeQuery(
                        "select height, device_id from rollout_device" + WAITING
                                + " and stage = :last order by rollout_id, state, stage, height, device_id",
                        Object[].class)
                .setParameter("rollout", rollout.id())
                .setParameter("last", last)
                .setFirstResult((int) Math.min(missing, PORTION) - 1)
                .setMaxResults(1)
                .getResultList();
        if (edge.isEmpty()) {
            move(tx, rollout, stage, last, "1 = 1", Map.of());
            return true;
        }
        Object[] row = (Object[]) edge.get(0);
        move(
                tx,
                rollout,
                stage,
                last,
                "(height < :height or height = :height and device_id <= :device)",
                Map.of("height", row[0], "device", row[1]));
        return missing <= PORTION;
    }

    private static void move(Tx tx, Rollout rollout, int stage, int last, String which, Map<String, Object> values) {
        Query move = tx.em()
                .createNativeQuery(
                        "update rollout_device set stage = :stage" + WAITING + " and stage = :last and " + which)
                .setParameter("rollout", rollout.id())
                .setParameter("stage", stage)
                .setParameter("last", last);
        values.forEach(move::setParameter);
        move.executeUpdate();
    }

    /** A device whose turn may have come, and the size of its image. */
    record Next(RolloutDevice row, long bytes) {}

    /** Children that are not done; those of later stages are not waited for. */
    private static final String BEHIND_IT = " and not exists (select 1 from RolloutDevice c"
            + " left join UpgradeOperation u on u.id = c.operation"
            + " where c.rollout = r.rollout and c.parent = r.device and c.stage <= r.stage"
            + " and (c.state = :waiting or u.activeDeviceId >= 0))";

    /**
     * The next devices of the stage, leaves first. Where all that is left stand behind each other in a circle, none would
     * ever come first, and order does not matter.
     *
     * @param full locations that have no room
     */
    static List<Next> next(Tx tx, Rollout rollout, List<String> full, int most) {
        List<Next> next = next(tx, rollout, full, most, BEHIND_IT);
        return next.isEmpty() && Stand.in(tx, rollout.id(), Stand.OPEN, 1).isEmpty()
                ? next(tx, rollout, full, most, "")
                : next;
    }

    private static List<Next> next(Tx tx, Rollout rollout, List<String> full, int most, String and) {
        TypedQuery<Object[]> query = tx.em()
                .createQuery(
                        "select r, f.bytes from RolloutDevice r"
                                + " left join StoredImage i on i.id = r.image left join Blob f on f.sha256 = i.sha256"
                                + " where r.rollout = :rollout and r.state = :waiting and r.stage = :stage"
                                + (full.isEmpty() ? "" : " and (r.site is null or r.site not in :full)") + and
                                + " order by r.rollout, r.state, r.stage, r.height, r.device",
                        Object[].class)
                .setParameter("rollout", rollout.id())
                .setParameter("waiting", RolloutDevice.Lot.WAITING)
                .setParameter("stage", rollout.stage())
                .setMaxResults(most);
        if (!full.isEmpty()) {
            query.setParameter("full", full);
        }
        return query.getResultStream()
                .map(row -> new Next((RolloutDevice) row[0], row[1] == null ? 0 : (Long) row[1]))
                .toList();
    }

    static Optional<RolloutDevice> ofOperation(Tx tx, long operation) {
        return tx.em()
                .createQuery("from RolloutDevice r where r.operation = :operation", RolloutDevice.class)
                .setParameter("operation", operation)
                .getResultStream()
                .findFirst();
    }

    static boolean isWaiting(Tx tx, Rollout rollout, int stage) {
        return !tx.em()
                .createQuery(
                        "select r.device from RolloutDevice r"
                                + " where r.rollout = :rollout and r.state = :waiting and r.stage = :stage",
                        Long.class)
                .setParameter("rollout", rollout.id())
                .setParameter("waiting", RolloutDevice.Lot.WAITING)
                .setParameter("stage", stage)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** How many devices of a stage are not left out. */
    static long count(Tx tx, Rollout rollout, int stage) {
        return tx.em()
                .createQuery(
                        "select count(r) from RolloutDevice r where r.rollout = :rollout and r.state in :lots"
                                + " and r.stage = :stage",
                        Long.class)
                .setParameter("rollout", rollout.id())
                .setParameter("lots", List.of(RolloutDevice.Lot.WAITING, RolloutDevice.Lot.ORDERED))
                .setParameter("stage", stage)
                .getSingleResult();
    }

    /** How many devices are not left out. */
    static long count(Tx tx, Rollout rollout) {
        return tx.em()
                .createQuery(
                        "select count(r) from RolloutDevice r where r.rollout = :rollout and r.state = :waiting",
                        Long.class)
                .setParameter("rollout", rollout.id())
                .setParameter("waiting", RolloutDevice.Lot.WAITING)
                .getSingleResult();
    }
}
