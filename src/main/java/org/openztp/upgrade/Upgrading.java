package org.openztp.upgrade;

import java.util.List;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceUpgrades;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Downloads;
import org.openztp.firmware.store.Firmware;
import org.openztp.firmware.store.Store;
import org.openztp.http.Problem;
import org.openztp.http.Views;
import org.openztp.job.JobType;
import org.openztp.plan.Health;
import org.openztp.script.ScriptRuns;
import org.openztp.signal.Signals;

/** The parts of upgrades, put together. */
public final class Upgrading {
    private final UpgradeJob.Engine engine;
    private final Store store;
    private final Upgrades upgrades;
    private final UpgradeOrders orders;
    private final MassUpgrades many;
    private final Inventory inventory;

    /**
     * What upgrades work on, and what is behind that.
     *
     * @param health what a device's definition asks of it before a new firmware counts as good
     */
    public record Base(
            Settings settings,
            Inventory inventory,
            Vault vault,
            DeviceHostKeys hostKeys,
            RandomGenerator random,
            BiFunction<Tx, Device, Health> health) {}

    /** Whom they have to do with besides: the programs on routers, what takes a router back, and who is told the end. */
    public record Others(ScriptRuns runs, Provisioner provisioner, Signals signals) {}

    /** Who keeps the routers' configurations before they are flashed, as the settings want it. */
    public Upgrading after(ConfigurationKeeper keeper, Settings.BeforeFlash wanted) {
        FirstBackup backup = new FirstBackup(keeper, wanted);
        engine.steps().after(backup);
        upgrades.after(backup);
        return this;
    }

    public Upgrading(Base base, Others others, Store store, Upgrades upgrades) {
        this.inventory = base.inventory();
        this.store = store;
        this.upgrades = upgrades;
        Settings settings = base.settings();
        UpgradeSteps steps = new UpgradeSteps(
                new Held.Parts(inventory, others.runs(), others.provisioner(), others.signals()),
                settings.upgrade(),
                base.random());
        HealthChecks checks =
                new HealthChecks(base.health(), base.vault(), settings.upgrade().health());
        Preparation preparation =
                new Preparation(steps, base.vault(), checks, settings.scripts().outputLimitBytes());
        Soak soak = new Soak(steps, preparation, checks);
        this.engine = new UpgradeJob.Engine(
                steps,
                preparation,
                new AfterFlash(steps, base.hostKeys(), store.catalog(), soak),
                new Programs(settings, base.vault()),
                soak);
        this.orders = new UpgradeOrders(steps, upgrades, store.catalog());
        this.many = new MassUpgrades(steps, upgrades, store.catalog());
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(
                new UpgradeResource(orders),
                new UpgradesResource(inventory.db(), upgrades, orders),
                new UpgradePages(views, inventory, store.catalog(), upgrades, orders));
    }

    /** For devices that fetch their work. */
    public PulledUpgrades pulled() {
        return new PulledUpgrades(engine, upgrades);
    }

    /** Who may fetch images because an upgrade is to bring them. */
    public Downloads downloads() {
        return upgrades;
    }

    /**
     * Asks for an upgrade that no operator asked for, as part of the caller's transaction.
     *
     * @param device whose row is locked
     * @param who wants it, in words
     * @return its number
     * @throws Problem as when an operator asks; then nothing was done
     */
    public long order(Tx tx, Device device, Firmware image, String who) {
        return orders.ask(tx, device, image, who).id();
    }

    /** What a device's page shows of its upgrade. */
    public DeviceUpgrades shown() {
        return upgrades;
    }

    /** For roll-outs. */
    public MassUpgrades many() {
        return many;
    }

    public Catalog catalog() {
        return store.catalog();
    }

    public JobType job(Visits visits) {
        return new UpgradeJob(engine, store.catalog(), new Vetted(store.vetting(), inventory.clock()), visits);
    }
}
