package org.openztp.rollout;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Inventory;
import org.openztp.http.Views;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;
import org.openztp.observe.Metric;
import org.openztp.signal.Signals;
import org.openztp.upgrade.MassUpgrades;
import org.openztp.upgrade.Upgrading;

/** The parts of roll-outs, put together. */
public final class RollingOut {
    private final Settings settings;
    private final Rollouts rollouts;
    private final MassUpgrades upgrades;
    private final RolloutOrders orders;

    public RollingOut(Settings settings, Inventory inventory, Jobs jobs, Signals signals, Upgrading upgrading) {
        this.settings = settings;
        this.rollouts = new Rollouts(inventory.db(), jobs, signals, settings.rollout(), inventory.clock());
        this.upgrades = upgrading.many();
        this.orders = new RolloutOrders(rollouts, upgrading.catalog(), upgrades);
    }

    /** A roll-out that is to bring one of these images and has not ended, in words; empty when there is none. */
    public static Optional<String> using(Tx tx, Collection<Long> images) {
        return images.stream()
                .flatMap(image -> Rollouts.using(tx, image).stream())
                .findFirst();
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(new RolloutsResource(rollouts, orders), new RolloutPages(views, rollouts, orders));
    }

    public List<Metric> figures() {
        return List.of(Metric.of(
                "ztp_rollouts", "Roll-outs by state.", "state", rollouts.db().tx(rollouts::countByState)));
    }

    public JobType job() {
        return new RolloutJob(rollouts, upgrades, settings.upgrade().deadline());
    }

    public Recurring pruning() {
        return new RolloutPruning(rollouts, settings.rollout().keep());
    }
}
