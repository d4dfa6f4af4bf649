package org.openztp.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.openztp.db.Tx;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.upgrade.MassUpgrades;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one roll-out out, a step at a time; its id is the roll-out's. Each step is a transaction under the lock of its
 * row that reads how things stand and begins what may begin: a run that was killed has lost nothing.
 */
final class RolloutJob implements JobType {
    static final String NAME = "rollout";
    private static final Logger LOG = LoggerFactory.getLogger(RolloutJob.class);
    private static final int CALLED_BACK_AT_ONCE = 20;

    private final Rollouts rollouts;
    private final MassUpgrades upgrades;
    private final Duration deadline;

    /** @param deadline of upgrades whose roll-out names none */
    RolloutJob(Rollouts rollouts, MassUpgrades upgrades, Duration deadline) {
        this.rollouts = rollouts;
        this.upgrades = upgrades;
        this.deadline = deadline;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) {
        RolloutState state = hold(id, (tx, rollout) -> rollout.state());
        if (state == null) {
            return Next.done();
        }
        return switch (state) {
            case PREPARING -> prepare(id);
            case SCHEDULED -> hold(id, this::begin);
            case RUNNING -> look(id);
            case STOPPED, ABORTED -> hold(id, this::callBack);
            case DRAFT, WAITING_FOR_APPROVAL, PAUSED, FINISHED -> Next.done();
        };
    }

    /** Null where there is no such roll-out. */
    private <T> T hold(long id, BiFunction<Tx, Rollout, T> work) {
        return rollouts.db()
                .txRetrying(
                        tx -> rollouts.lock(tx, id).map(r -> work.apply(tx, r)).orElse(null));
    }

    /** As long as its devices are to be chosen: gives whether the step was the last of its kind. */
    private boolean whilePreparing(long id, BiFunction<Tx, Rollout, Boolean> step) {
        return hold(id, (tx, rollout) -> rollout.state() != RolloutState.PREPARING || step.apply(tx, rollout));
    }

    private Next prepare(long id) {
        boolean done = false;
        while (!done) {
            done = whilePreparing(id, (tx, rollout) -> !Selection.choose(tx, rollout));
        }
        whilePreparing(id, (tx, rollout) -> {
            Selection.order(tx, rollout);
            return true;
        });
        RolloutPlan plan = hold(id, (tx, rollout) -> rollout.plan());
        for (int i = 1; i < plan.stages().size(); i++) {
            int stage = i;
            done = false;
            while (!done) {
                done = whilePreparing(
                        id, (tx, rollout) -> Selection.fill(tx, rollout, stage, Selection.count(tx, rollout)));
            }
        }
        return hold(id, this::chosen);
    }

    private Next chosen(Tx tx, Rollout rollout) {
        if (rollout.state() == RolloutState.PREPARING) {
            Instant now = rollouts.now();
            long all = Selection.count(tx, rollout);
            rollouts.note(tx, rollout, rollout.chosen(all + " devices are chosen", now));
            if (rollout.plan().start()) {
                boolean approval = rollouts.needsApproval(rollout.plan());
                rollouts.note(tx, rollout, rollout.start(approval, rollout.askedBy(), now));
            }
        }
        return Next.again(rollouts.now());
    }

    private Next begin(Tx tx, Rollout rollout) {
        Instant at = rollout.plan().startAt();
        if (at != null && rollouts.now().isBefore(at)) {
            return Next.again(at);
        }
        rollouts.note(tx, rollout, rollout.run(rollouts.now()));
        return Next.again(rollouts.now());
    }

    private Next look(long id) {
        try {
            return hold(id, (tx, rollout) -> look(tx, rollout, Steering.AT_ONCE));
        } catch (BadRecord e) {
            return oneByOne(id);
        }
    }

    private Next look(Tx tx, Rollout rollout, int most) {
        Instant now = rollouts.now();
        if (rollout.state() != RolloutState.RUNNING) {
            return Next.again(now);
        }
        Steering steering = new Steering(tx, upgrades, rollout, now, now.plus(deadline));
        Instant next = steering.look(most);
        steering.events().forEach(event -> rollouts.note(tx, rollout, event));
        return Next.again(next);
    }

    /** A device whose record cannot be worked with is left out; the others go on. */
    private Next oneByOne(long id) {
        boolean more = true;
        for (int i = 0; i < Steering.AT_ONCE && more; i++) {
            try {
                Next next = hold(id, (tx, rollout) -> look(tx, rollout, 1));
                more = next instanceof Next.Again again && !again.at().isAfter(rollouts.now());
            } catch (BadRecord e) {
                LOG.warn("roll-out {}: the device {} is left out", id, e.devices(), e);
                hold(id, (tx, rollout) -> leaveOut(tx, rollout, e));
            }
        }
        return Next.again(rollouts.now());
    }

    private static boolean leaveOut(Tx tx, Rollout rollout, BadRecord bad) {
        for (Long device : bad.devices()) {
            RolloutDevice row = tx.em().find(RolloutDevice.class, new RolloutDevice.Key(rollout.id(), device));
            row.leaveOut(
                    "broken",
                    "its record cannot be worked with: " + bad.getCause().getMessage());
        }
        return true;
    }

    private Next callBack(Tx tx, Rollout rollout) {
        List<Long> some = Stand.in(tx, rollout.id(), Steering.calledBack(rollout.state()), CALLED_BACK_AT_ONCE);
        for (Long operation : some) {
            if (upgrades.callBack(tx, operation) && rollout.state() == RolloutState.STOPPED) {
                Selection.ofOperation(tx, operation).ifPresent(RolloutDevice::waitAgain);
            }
        }
        return some.isEmpty() ? Next.done() : Next.again(rollouts.now());
    }
}
