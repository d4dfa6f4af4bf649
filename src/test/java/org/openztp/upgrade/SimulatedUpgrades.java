package org.openztp.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.firmware.store.SampleStore;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.plan.Health;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRuns;
import org.openztp.signal.Signals;
import org.openztp.testkit.RecordingProvisioner;

/** Upgrades of routers that are none, by the real jobs, for tests of who asks for many at once. */
public final class SimulatedUpgrades {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Set<Long> bad = ConcurrentHashMap.newKeySet();
    private final Set<Long> lost = ConcurrentHashMap.newKeySet();
    private final Set<Long> away = ConcurrentHashMap.newKeySet();
    private final SimulatedFleet fleet = new SimulatedFleet(this::router);
    private final Settings settings;
    private final Inventory inventory;
    private final SampleStore store;
    private final UpgradeSteps steps;
    private final Upgrades upgrades;

    public SimulatedUpgrades(Settings settings, Inventory inventory, SampleStore store, Jobs jobs) {
        this.settings = settings;
        this.inventory = inventory;
        this.store = store;
        this.upgrades = new Upgrades(inventory, jobs);
        Held.Parts parts = new Held.Parts(inventory, new ScriptRuns(), new RecordingProvisioner(), Signals.NOBODY);
        this.steps = new UpgradeSteps(parts, hasty(), new Random(1));
    }

    private static Settings.Upgrade hasty() {
        return new Settings.Upgrade(
                2,
                SECOND,
                SECOND,
                Duration.ofDays(7),
                Duration.ofHours(1),
                SECOND,
                List.of(),
                SECOND,
                SECOND,
                20,
                new Settings.Health(Duration.ZERO, SECOND),
                10);
    }

    private SimulatedRouter router(long device) {
        SimulatedRouter router = new SimulatedRouter();
        router.looksUntilBack = 1;
        if (bad.contains(device)) {
            router.flash = SimulatedRouter.Flash.BOOTS_OLD;
        }
        if (lost.contains(device)) {
            router.flash = SimulatedRouter.Flash.NEVER_BACK;
        }
        if (away.contains(device)) {
            router.away = Reason.SSH_UNREACHABLE;
        }
        return router;
    }

    /** These come back with what they ran before. */
    public void bad(List<Long> devices) {
        bad.addAll(devices);
    }

    /** These are never seen again once they are flashed. */
    public void lost(List<Long> devices) {
        lost.addAll(devices);
    }

    /** These do not answer until they {@link #call}. */
    public void away(List<Long> devices) {
        away.addAll(devices);
    }

    /** The device is there again, and calls. */
    public void call(long device) {
        fleet.router(device).away = null;
        inventory.tx(tx -> {
            upgrades.called(tx, inventory.devices().lock(tx, device));
            return null;
        });
    }

    /** The device is mended, and is flashed as it should be the next time. */
    public void mend(long device) {
        fleet.router(device).flash = SimulatedRouter.Flash.TAKES;
        fleet.router(device).looksUntilBack = 1;
    }

    public int flashes(long device) {
        return fleet.router(device).flashes;
    }

    /** For who asks for single ones; {@link #job} carries them out. */
    public Upgrading asking(Provisioner provisioner) {
        return new Upgrading(
                new Upgrading.Base(
                        settings,
                        inventory,
                        new Vault(new byte[32]),
                        new DeviceHostKeys(inventory),
                        new Random(1),
                        (tx, device) -> Health.NONE),
                new Upgrading.Others(new ScriptRuns(), provisioner, Signals.NOBODY),
                store.store(),
                upgrades);
    }

    public MassUpgrades many() {
        return new MassUpgrades(steps, upgrades, store.store().catalog());
    }

    public JobType job() {
        Vault vault = new Vault(new byte[32]);
        HealthChecks checks = new HealthChecks((tx, device) -> Health.NONE, vault, hasty().health());
        Preparation preparation = new Preparation(steps, vault, checks, 1024);
        Soak soak = new Soak(steps, preparation, checks);
        UpgradeJob.Engine engine = new UpgradeJob.Engine(
                steps,
                preparation,
                new AfterFlash(
                        steps, new DeviceHostKeys(inventory), store.store().catalog(), soak),
                new Programs(settings, vault),
                soak);
        return new UpgradeJob(
                engine, store.store().catalog(), new Vetted(store.store().vetting(), inventory.clock()), fleet);
    }
}
