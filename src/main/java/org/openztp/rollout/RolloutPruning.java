package org.openztp.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openztp.job.Recurring;

/** Forgets roll-outs that ended long ago; the upgrades of each device stay in its history. */
record RolloutPruning(Rollouts rollouts, Duration keep) implements Recurring {
    private static final int PORTION = 5000;

    @Override
    public String name() {
        return "prune-rollouts";
    }

    @Override
    public Duration pause() {
        return Duration.ofHours(6);
    }

    @Override
    public void run() {
        Instant before = rollouts.now().minus(keep);
        for (Long id : rollouts.db().tx(tx -> rollouts.endedBefore(tx, before))) {
            int forgotten = PORTION;
            while (forgotten == PORTION) {
                forgotten = devices(id);
            }
            rollouts.db()
                    .run(tx -> List.of("RolloutEvent e where e.rollout", "Rollout r where r.id")
                            .forEach(rows -> tx.em()
                                    .createQuery("delete from " + rows + " = :id")
                                    .setParameter("id", id)
                                    .executeUpdate()));
        }
    }

    private int devices(long id) {
        return rollouts.db()
                .tx(tx -> tx.em()
                        .createNativeQuery("delete from rollout_device where rollout_id = :id limit " + PORTION)
                        .setParameter("id", id)
                        .executeUpdate());
    }
}
