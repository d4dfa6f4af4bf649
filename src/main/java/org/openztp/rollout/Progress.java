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
 * not are counted, each state by itself, and what is left of those that were asked for has. One query for a list of
 * roll-outs, as for one.
 *
 * @param stages each with its counts; the first is stage 1
 * @param leftOut how many devices, by the reason
 */
record Progress(List<Map<String, Long>> stages, Map<String, Long> leftOut) {
    /** The key of devices whose turn has not come. */
    static final String WAITING = "WAITING";

    private static final String LOT = "select r.rollout, r.stage, '%s', count(*) from RolloutDevice r"
            + " where r.rollout in :rollouts and r.state = %s group by r.rollout, r.stage";
    private static final String OPERATIONS = "select r.rollout, r.stage, '%1$s', count(u) from UpgradeOperation u"
            + " join RolloutDevice r on r.rollout = u.leave.rollout and r.device = u.deviceId and r.operation = u.id"
            + " where u.leave.rollout in :rollouts and u.state = %1$s group by r.rollout, r.stage";
    private static final String REASONS = "select r.rollout, 0, r.reason, count(*) from RolloutDevice r"
            + " where r.rollout in :rollouts and r.reason >= '' group by r.rollout, r.reason";
    private static final String COUNTS = counts();

    private static String counts() {
        List<String> counts = new ArrayList<>();
        counts.add(LOT.formatted(WAITING, RolloutDevice.Lot.WAITING));
        counts.add(LOT.formatted(UpgradeState.SUCCESS, RolloutDevice.Lot.ORDERED));
        EnumSet.complementOf(EnumSet.of(UpgradeState.SUCCESS))
                .forEach(state -> counts.add(OPERATIONS.formatted(state)));
        counts.add(REASONS);
        return String.join(" union all ", counts);
    }

    private static Progress none(Rollout rollout) {
        List<Map<String, Long>> stages = new ArrayList<>();
        rollout.plan().stages().forEach(stage -> stages.add(new TreeMap<>()));
        return new Progress(stages, new TreeMap<>());
    }

    /** By the roll-outs' numbers. */
    static Map<Long, Progress> of(Tx tx, List<Rollout> rollouts) {
        Map<Long, Progress> all = new HashMap<>();
        rollouts.forEach(rollout -> all.put(rollout.id(), none(rollout)));
        tx.em()
                .createQuery(COUNTS, Object[].class)
                .setParameter("rollouts", all.keySet())
                .getResultList()
                .forEach(row -> all.get((Long) row[0]).put((Integer) row[1], (String) row[2], (Long) row[3]));
        all.values().forEach(Progress::takeOff);
        return all;
    }

    /** @param stage 0: left out */
    private void put(int stage, String key, long devices) {
        (stage == 0 ? leftOut : stages.get(stage - 1)).put(key, devices);
    }

    /** Those that have not succeeded from those that were asked for. */
    private void takeOff() {
        for (Map<String, Long> counts : stages) {
            long others = counts.entrySet().stream()
                    .filter(count ->
                            !Set.of(WAITING, UpgradeState.SUCCESS.name()).contains(count.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            counts.computeIfPresent(UpgradeState.SUCCESS.name(), (key, all) -> all > others ? all - others : null);
        }
    }
}
