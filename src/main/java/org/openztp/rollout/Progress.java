package org.openztp.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openztp.db.Tx;
import org.openztp.upgrade.UpgradeState;

/**
 * How far a roll-out is, read by one query.
 *
 * @param stages each with its counts; the first is stage 1
 * @param leftOut how many devices, by the reason
 */
record Progress(List<Map<String, Long>> stages, Map<String, Long> leftOut) {
    /** The key of devices whose turn has not come. */
    static final String WAITING = "WAITING";

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
                .createQuery(
                        "select r.rollout, r.stage, r.reason, u.state, count(*) from RolloutDevice r"
                                + " left join UpgradeOperation u on u.id = r.operation"
                                + " where r.rollout in :rollouts group by r.rollout, r.stage, r.reason, u.state",
                        Object[].class)
                .setParameter("rollouts", all.keySet())
                .getResultList()
                .forEach(row -> all.get((Long) row[0])
                        .add((Integer) row[1], (String) row[2], (UpgradeState) row[3], (Long) row[4]));
        return all;
    }

    private void add(int stage, String reason, UpgradeState state, long count) {
        if (reason != null) {
            leftOut.merge(reason, count, Long::sum);
        } else {
            stages.get(stage - 1).merge(state == null ? WAITING : state.name(), count, Long::sum);
        }
    }
}
