package org.openztp.rollout;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openztp.db.Tx;
import org.openztp.upgrade.UpgradeState;

/**
 * How far a roll-out is, counted along indexes alone: nearly all upgrades of a large one have succeeded, so those that have
 * not are counted, each state by itself, and what is left of those that were asked for has. As many queries for a list of
 * roll-outs as for one.
 *
 * @param stages each with its counts; the first is stage 1
 * @param leftOut how many devices, by the reason
 */
record Progress(List<Map<String, Long>> stages, Map<String, Long> leftOut) {
    /** The key of devices whose turn has not come. */
    static final String WAITING = "WAITING";

    private static final Set<UpgradeState> NOT_SUCCESS = EnumSet.complementOf(EnumSet.of(UpgradeState.SUCCESS));
    private static final String LOT = "select r.rollout, r.stage, count(*) from RolloutDevice r"
            + " where r.rollout in :rollouts and r.state = :state group by r.rollout, r.stage";
    private static final String OPERATIONS = "select r.rollout, r.stage, count(u) from UpgradeOperation u"
            + " join RolloutDevice r on r.rollout = u.leave.rollout and r.device = u.deviceId and r.operation = u.id"
            + " where u.leave.rollout in :rollouts and u.state = :state group by r.rollout, r.stage";
    private static final String REASONS = "select r.rollout, r.reason, count(*) from RolloutDevice r"
            + " where r.rollout in :rollouts and r.reason >= '' group by r.rollout, r.reason";

    private static Progress none(Rollout rollout) {
        List<Map<String, Long>> stages = new ArrayList<>();
        rollout.plan().stages().forEach(stage -> stages.add(new TreeMap<>()));
        return new Progress(stages, new TreeMap<>());
    }

    /** By the roll-outs' numbers. */
    static Map<Long, Progress> of(Tx tx, List<Rollout> rollouts) {
        Map<Long, Progress> all = new HashMap<>();
        rollouts.forEach(rollout -> all.put(rollout.id(), none(rollout)));
        counts(tx, LOT, all, RolloutDevice.Lot.WAITING)
                .forEach(count -> count.stage(all).put(WAITING, count.devices()));
        counts(tx, LOT, all, RolloutDevice.Lot.ORDERED)
                .forEach(count -> count.stage(all).put(UpgradeState.SUCCESS.name(), count.devices()));
        for (UpgradeState state : NOT_SUCCESS) {
            counts(tx, OPERATIONS, all, state).forEach(count -> move(count.stage(all), state, count.devices()));
        }
        tx.em()
                .createQuery(REASONS, Object[].class)
                .setParameter("rollouts", all.keySet())
                .getResultList()
                .forEach(row -> all.get((Long) row[0]).leftOut.put((String) row[1], (Long) row[2]));
        return all;
    }

    private record Count(long rollout, int number, long devices) {
        Map<String, Long> stage(Map<Long, Progress> all) {
            return all.get(rollout).stages.get(number - 1);
        }
    }

    private static List<Count> counts(Tx tx, String query, Map<Long, Progress> all, Enum<?> state) {
        return tx.em()
                .createQuery(query, Object[].class)
                .setParameter("rollouts", all.keySet())
                .setParameter("state", state)
                .getResultStream()
                .map(row -> new Count((Long) row[0], (Integer) row[1], (Long) row[2]))
                .toList();
    }

    /** So many of those that were asked for have not succeeded, but are in this state. */
    private static void move(Map<String, Long> counts, UpgradeState state, long count) {
        counts.put(state.name(), count);
        counts.computeIfPresent(UpgradeState.SUCCESS.name(), (key, all) -> all > count ? all - count : null);
    }
}
