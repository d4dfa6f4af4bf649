package org.openztp.rollout;

import jakarta.persistence.Query;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.openztp.auth.Caller;
import org.openztp.db.Tx;
import org.openztp.firmware.store.Catalog;
import org.openztp.http.Problem;
import org.openztp.upgrade.MassUpgrades;
import org.openztp.upgrade.UpgradeState;

/**
 * What operators want of roll-outs, each one transaction: noted with its actor, and taken up by the roll-out's job. What a
 * state does not allow is a {@link Problem} 409.
 */
final class RolloutOrders {
    private static final List<UpgradeState> NOT_WELL =
            List.of(UpgradeState.FAILED, UpgradeState.ABORTED, UpgradeState.CANCELLED, UpgradeState.EXPIRED);

    private final Rollouts rollouts;
    private final Catalog catalog;
    private final MassUpgrades upgrades;

    RolloutOrders(Rollouts rollouts, Catalog catalog, MassUpgrades upgrades) {
        this.rollouts = rollouts;
        this.catalog = catalog;
        this.upgrades = upgrades;
    }

    /**
     * Its devices are chosen in the background; until then, and until it is started, nothing is done to any.
     *
     * @throws Problem 422 for a build or options that cannot be; 403 for {@code F} by who is no administrator
     */
    RolloutView ask(RolloutPlan plan, Caller caller) {
        String options = MassUpgrades.options(plan.options(), caller);
        return rollouts.db().txRetrying(tx -> {
            long build = catalog.build(tx, plan.category(), plan.version())
                    .orElseThrow(() -> Problem.unprocessable("build: there is no build " + plan.build()));
            Rollout rollout = new Rollout(plan, build, options, caller.name(), rollouts.now());
            return rollouts.view(tx, rollouts.add(tx, rollout).id());
        });
    }

    RolloutView start(long id, Caller caller) {
        return act(id, (tx, rollout) -> {
            if (rollout.state() != RolloutState.DRAFT) {
                throw Problem.conflict("roll-out " + id + " is " + rollout.state() + ": it cannot be started");
            }
            return rollout.start(rollouts.needsApproval(rollout.plan()), caller.name(), rollouts.now());
        });
    }

    /** @throws Problem 403 for who asked for it */
    RolloutView approve(long id, Caller caller) {
        return act(id, (tx, rollout) -> rollout.approve(caller.name(), rollouts.now()));
    }

    /** What has begun goes on to its end. */
    RolloutView pause(long id, Caller caller) {
        return act(id, (tx, rollout) -> {
            upgrades.takeLeave(tx, id);
            return rollout.pause(caller.name(), rollouts.now());
        });
    }

    /** After a stop: what failed until now counts no more, neither for the stop nor for the gate. */
    RolloutView resume(long id, Caller caller) {
        return act(id, (tx, rollout) -> {
            boolean forgives = rollout.state() == RolloutState.STOPPED;
            RolloutEvent event = rollout.resume(caller.name(), rollouts.now());
            if (forgives) {
                bulk(tx, id, "r.forgiven = true").executeUpdate();
            }
            return event;
        });
    }

    RolloutView abort(long id, Caller caller) {
        return act(id, (tx, rollout) -> {
            Instant now = rollouts.now();
            upgrades.takeLeave(tx, id);
            return rollout.abort(caller.name(), "given up by " + caller.name(), now);
        });
    }

    /** Asks once more for what came to nothing. */
    RolloutView retry(long id, Caller caller) {
        return act(id, (tx, rollout) -> {
            if (rollout.state() == RolloutState.ABORTED || rollout.state() == RolloutState.PREPARING) {
                throw Problem.conflict("roll-out " + id + " is " + rollout.state() + ": nothing can be tried again");
            }
            int devices = bulk(tx, id, "r.stage = :stage, r.forgiven = false, r.operation = null, r.state = :waiting")
                    .setParameter("stage", rollout.stage())
                    .setParameter("waiting", RolloutDevice.Lot.WAITING)
                    .executeUpdate();
            if (devices == 0) {
                throw Problem.conflict("roll-out " + id + ": nothing came to nothing");
            }
            return rollout.retry(devices, caller.name(), rollouts.now());
        });
    }

    /** Of the devices whose upgrades came to nothing. */
    private static Query bulk(Tx tx, long rollout, String change) {
        return tx.em()
                .createQuery(
                        "update RolloutDevice r set " + change + " where r.rollout = :rollout and r.operation in"
                                + " (select u.id from UpgradeOperation u where u.leave.rollout = :rollout and u.state in :ends)")
                .setParameter("rollout", rollout)
                .setParameter("ends", NOT_WELL);
    }

    private RolloutView act(long id, BiFunction<Tx, Rollout, RolloutEvent> act) {
        return rollouts.db().txRetrying(tx -> {
            Rollout rollout = rollouts.lock(tx, id).orElseThrow(() -> Problem.notFound("no roll-out " + id));
            rollouts.note(tx, rollout, act.apply(tx, rollout));
            rollouts.wake(tx, rollout);
            tx.em().flush();
            return rollouts.view(tx, id);
        });
    }
}
