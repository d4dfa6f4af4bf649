package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SqlRecord;
import org.openztp.upgrade.UpgradeState;

/** What each look at a running roll-out asks, and what its lists ask, reads no more rows the more devices it has. */
abstract class RolloutScansContract extends RolloutStage {
    private static final int DEVICES = 3000;
    private static final int LIMIT = 20;
    private static final long MOST_ROWS = 10L * LIMIT;
    private Rollout rollout;

    @BeforeEach
    void aLargeOneOfWhichHalfIsDone() throws Exception {
        test.db().run(tx -> RolloutFleet.add(tx, "done", 0, DEVICES));
        test.db().run(tx -> RolloutFleet.add(tx, "to-come", DEVICES, DEVICES));
        List<Long> ids = new ArrayList<>();
        for (String group : List.of("done", "to-come")) {
            Targets targets = new Targets(null, null, group, null, null, null, null, null);
            ids.add(ask(draft(targets, List.of())));
            until(ids.get(ids.size() - 1), RolloutState.DRAFT);
        }
        long id = ids.get(0);
        test.db().run(tx -> RolloutFleet.succeed(tx, id));
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update rollout_device set rollout_id = :id where rollout_id = :other")
                        .setParameter("id", id)
                        .setParameter("other", ids.get(1))
                        .executeUpdate());
        for (String table : List.of("rollout_device", "upgrade_operation", "device")) {
            test.db().run(tx -> {
                if (test.db().vendor() == Vendor.H2) {
                    tx.em().createNativeQuery("analyze table " + table).executeUpdate();
                } else {
                    tx.em().createNativeQuery("analyze table " + table).getResultList();
                }
            });
        }
        rollout = test.db().tx(tx -> rollouts.get(tx, id));
    }

    @Test
    void aLookAtARunningOneReadsWhatIsUnderWayAndWhatComesNext() {
        long id = rollout.id();
        holds(tx -> Stand.loads(tx, id, clock.instant()));
        holds(tx -> Stand.due(tx, id, clock.instant(), true, LIMIT));
        holds(tx -> Stand.due(tx, id, clock.instant(), false, LIMIT));
        holds(tx -> Stand.isOpen(tx, id, 1));
        holds(tx -> Stand.in(tx, id, Stand.OPEN, LIMIT));
        holds(tx -> Selection.isWaiting(tx, rollout, 1));
        holds(tx -> Selection.next(tx, rollout, List.of(), LIMIT));
        holds(tx -> Selection.next(tx, rollout, List.of("site-1"), LIMIT));
    }

    @Test
    void listsAreReadByKey() {
        long id = rollout.id();
        for (String cursor : new String[] {null, "1500", "5990"}) {
            holds(tx -> rollouts.devices(tx, id, null, null, cursor, LIMIT));
            holds(tx -> rollouts.devices(tx, id, "no_image", null, cursor, LIMIT));
        }
        holds(tx -> rollouts.devices(tx, id, null, UpgradeState.CHECKING, null, LIMIT));
        holds(tx -> rollouts.events(tx, id));
        holds(tx -> rollouts.endedBefore(tx, clock.instant()));
    }

    private interface Ask {
        Object in(Tx tx);
    }

    private void holds(Ask ask) {
        assertThat(test.sql().executedDuring(() -> test.db().run(tx -> ask.in(tx))))
                .isNotEmpty()
                .allSatisfy(this::holds);
    }

    private void holds(SqlRecord.Executed statement) {
        QueryPlan plan = QueryPlan.of(test.db(), statement);
        assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
        assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(MOST_ROWS);
    }
}
