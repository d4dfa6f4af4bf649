package org.openztp.rollout;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openztp.db.Tx;
import org.openztp.upgrade.UpgradeState;

/**
 * How the upgrades of a running roll-out stand just now: read by the index of those that have not ended or have failed, so
 * that it costs the same however many devices it has. Every method is part of the caller's transaction.
 */
final class Stand {
    static final Set<UpgradeState> WELL = EnumSet.of(UpgradeState.SUCCESS, UpgradeState.SKIPPED);
    static final Set<UpgradeState> OPEN = EnumSet.of(
            UpgradeState.QUEUED,
            UpgradeState.CHECKING,
            UpgradeState.TRANSFERRING,
            UpgradeState.FLASHING,
            UpgradeState.REBOOTING,
            UpgradeState.VERIFYING);

    /** What is under way at a location, and how much of it has still to arrive there. */
    record Load(long active, long bytes) {
        static final Load NONE = new Load(0, 0);

        Load plus(Load other) {
            return new Load(active + other.active, bytes + other.bytes);
        }

        Load and(long more) {
            return new Load(active + 1, bytes + more);
        }
    }

    private static final String FAILED = " and r.forgiven = false group by r.stage";
    private static final String LOAD = "select coalesce(r.site, ''), count(u),"
            + " sum(case when u.flashedAt is null then u.image.bytes else 0L end)";
    private static final String CALLED = " and u.attempts > 0 and u.nextAt <= :now";
    private static final String UNUSED = " and u.attempts = 0";
    private static final String IN_ORDER =
            " and (u.leave.until is null or u.leave.until <= :now) order by u.leave.rollout, u.state, u.id";

    /** One state at a time: only so do databases use all of the index. */
    private static final String OF = " from UpgradeOperation u join RolloutDevice r"
            + " on r.rollout = u.leave.rollout and r.device = u.deviceId and r.operation = u.id"
            + " where u.leave.rollout = :rollout and u.state = :state";

    private Stand() {}

    private static <T> TypedQuery<T> query(
            Tx tx, String select, String and, Class<T> type, long rollout, UpgradeState state) {
        return tx.em()
                .createQuery(select + OF + and, type)
                .setParameter("rollout", rollout)
                .setParameter("state", state);
    }

    /** How many failed, in each stage; those whose failure an operator has accepted are left out. */
    static Map<Integer, Long> failures(Tx tx, long rollout) {
        Map<Integer, Long> failures = new HashMap<>();
        query(tx, "select r.stage, count(u)", FAILED, Object[].class, rollout, UpgradeState.FAILED)
                .getResultList()
                .forEach(row -> failures.put((Integer) row[0], (Long) row[1]));
        return failures;
    }

    /** What is under way, by location, "" for none: has begun, or may begin at any moment. */
    static Map<String, Load> loads(Tx tx, long rollout, Instant now) {
        Map<String, Load> loads = new HashMap<>();
        for (UpgradeState state : OPEN) {
            String until = state == UpgradeState.QUEUED ? " and u.leave.until > :now" : "";
            TypedQuery<Object[]> query =
                    query(tx, LOAD, until + " group by coalesce(r.site, '')", Object[].class, rollout, state);
            if (!until.isEmpty()) {
                query.setParameter("now", now);
            }
            query.getResultList()
                    .forEach(row -> loads.merge((String) row[0], new Load((Long) row[1], (Long) row[2]), Load::plus));
        }
        return loads;
    }

    /** One that could go on if it had leave. */
    record Waiting(long operation, String site, long bytes) {}

    /** Those that wait for leave, oldest first: that have called again after a setback, or that never began. */
    static List<Waiting> due(Tx tx, long rollout, Instant now, boolean called, int most) {
        return query(
                        tx,
                        "select u.id, coalesce(r.site, ''), u.image.bytes",
                        (called ? CALLED : UNUSED) + IN_ORDER,
                        Object[].class,
                        rollout,
                        UpgradeState.QUEUED)
                .setParameter("now", now)
                .setMaxResults(most)
                .getResultStream()
                .map(row -> new Waiting((Long) row[0], (String) row[1], (Long) row[2]))
                .toList();
    }

    /** Upgrades in these states, at most so many. */
    static List<Long> in(Tx tx, long rollout, Collection<UpgradeState> states, int most) {
        List<Long> found = new ArrayList<>();
        for (UpgradeState state : states) {
            found.addAll(query(tx, "select u.id", "", Long.class, rollout, state)
                    .setMaxResults(most)
                    .getResultList());
        }
        return found.subList(0, Math.min(most, found.size()));
    }

    /** Whether one of a stage has not ended. */
    static boolean isOpen(Tx tx, long rollout, int stage) {
        return OPEN.stream()
                .anyMatch(state -> !query(tx, "select u.id", " and r.stage = :stage", Long.class, rollout, state)
                        .setParameter("stage", stage)
                        .setMaxResults(1)
                        .getResultList()
                        .isEmpty());
    }

    /** Of how many upgrades of a stage how many have succeeded; those whose failure was accepted are left out. */
    record Success(long well, long all) {
        boolean reaches(int percent) {
            return well * 100 >= percent * all;
        }
    }

    static Success success(Tx tx, long rollout, int stage) {
        Object[] row = tx.em()
                .createQuery(
                        "select sum(case when u.state in :well then 1 else 0 end), count(u)"
                                + " from RolloutDevice r join UpgradeOperation u on u.id = r.operation"
                                + " where r.rollout = :rollout and r.state = :ordered and r.stage = :stage"
                                + " and r.forgiven = false",
                        Object[].class)
                .setParameter("rollout", rollout)
                .setParameter("well", WELL)
                .setParameter("ordered", RolloutDevice.Lot.ORDERED)
                .setParameter("stage", stage)
                .getSingleResult();
        return new Success(row[0] == null ? 0 : ((Number) row[0]).longValue(), (Long) row[1]);
    }
}
