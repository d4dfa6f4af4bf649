package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.openztp.upgrade.UpgradeState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a roll-out of a hundred thousand devices costs, with the real jobs and a real database; prints its figures. */
abstract class RolloutBench extends RolloutStage {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutBench.class);
    private static final int[] SIZES = {1_000, 10_000, 100_000};
    private static final int WARM_UP = 500;
    private static final int PORTION = 10_000;
    private static final int OPERATIONS = 100;
    private static final Duration CREATION = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofMillis(200);

    @Test
    void aHundredThousandDevicesAreChosenShownAndWorkedOnAtACostThatDoesNotGrow() throws Exception {
        fleets();
        cost(created(WARM_UP), WARM_UP);
        List<Double> costs = new ArrayList<>();
        long largest = 0;
        for (int size : SIZES) {
            largest = created(size);
            costs.add(cost(largest, size));
        }
        long id = largest;
        orders.pause(id, OPERATOR);
        test.db().run(tx -> RolloutFleet.succeed(tx, id));
        answersAtOnce(id);
        assertThat(costs.get(2)).isLessThan(2 * costs.get(0));
    }

    /** A group of each size, and one to get warm with. */
    private void fleets() {
        int all = 0;
        for (int size : new int[] {WARM_UP, SIZES[0], SIZES[1], SIZES[2]}) {
            for (int done = 0; done < size; done += PORTION) {
                int from = all + done;
                test.db().run(tx -> RolloutFleet.add(tx, "g" + size, from, Math.min(PORTION, size)));
            }
            all += size;
        }
    }

    private long created(int size) throws Exception {
        Targets targets = new Targets(null, null, "g" + size, null, null, null, null, null);
        List<Stage> stages = List.of(new Stage(null, 1, null, 0, 0), new Stage(10, null, null, 0, 0));
        RolloutPlan plan = new RolloutPlan(
                "large",
                BUILD,
                null,
                targets,
                stages,
                new StopRule(50, null),
                overall(100),
                null,
                null,
                null,
                null,
                false,
                false,
                false);
        long begun = System.nanoTime();
        long id = ask(plan);
        new RolloutJob(rollouts, fleet.many(), Duration.ofDays(7)).run(id);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        LOG.info("{}: {} devices chosen in {} ms", test, size, took.toMillis());
        assertThat(view(id).state()).isEqualTo(RolloutState.DRAFT);
        assertThat(view(id).devices()).isEqualTo(size);
        assertThat(took).isLessThan(CREATION);
        return id;
    }

    /** CPU time of one operation, in ms, from its order to its end. */
    private double cost(long id, int size) throws Exception {
        orders.start(id, OPERATOR);
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long ended = 0;
        while (ended < OPERATIONS) {
            steps.step();
            clock.advance(Duration.ofSeconds(1));
            ended = ended(id);
        }
        double each = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6 / ended;
        LOG.info(
                "{}: {} ms of CPU for each operation, of a roll-out of {} devices",
                test,
                String.format(Locale.ROOT, "%.2f", each),
                size);
        test.db()
                .run(tx ->
                        tx.em().createNativeQuery("delete from scheduled_tasks").executeUpdate());
        return each;
    }

    private long ended(long id) {
        return test.db()
                .tx(tx -> tx.em()
                        .createQuery(
                                "select count(u) from UpgradeOperation u where u.leave.rollout = :id and u.state = :success",
                                Long.class)
                        .setParameter("id", id)
                        .setParameter("success", UpgradeState.SUCCESS)
                        .getSingleResult());
    }

    private void answersAtOnce(long id) {
        timed("how far it is", () -> test.db().tx(tx -> rollouts.view(tx, id)));
        timed("its devices", () -> test.db().tx(tx -> rollouts.devices(tx, id, null, null, null, 50)));
        timed(
                "those that failed",
                () -> test.db().tx(tx -> rollouts.devices(tx, id, null, UpgradeState.FAILED, null, 50)));
    }

    /** So that no database gives the answer that it gave before. */
    private void somethingHappens() {
        test.db().run(tx -> {
            Number one = (Number) tx.em()
                    .createNativeQuery("select max(id) from upgrade_operation", Long.class)
                    .getSingleResult();
            tx.em()
                    .createNativeQuery("update upgrade_operation set visits = visits + 1 where id = :one")
                    .setParameter("one", one)
                    .executeUpdate();
            tx.em()
                    .createNativeQuery("update rollout_device set forgiven = not forgiven where operation_id = :one")
                    .setParameter("one", one)
                    .executeUpdate();
        });
    }

    /** The median of nine answers. */
    private void timed(String what, Supplier<?> answer) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            somethingHappens();
            long begun = System.nanoTime();
            answer.get();
            times.add(System.nanoTime() - begun);
        }
        times.sort(null);
        Duration median = Duration.ofNanos(times.get(times.size() / 2));
        LOG.info("{}: {} in {} ms", test, what, median.toMillis());
        assertThat(median).as(what).isLessThan(ANSWER);
    }
}
