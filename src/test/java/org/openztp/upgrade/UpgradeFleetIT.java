package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.Device;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.SampleStore;
import org.openztp.job.Jobs;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.plan.Health;
import org.openztp.script.ScriptRuns;
import org.openztp.signal.Signals;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** Many simulated routers upgraded by the real engine of jobs, on two nodes of which one goes away. */
class UpgradeFleetIT {
    private static final int ROUTERS = 100;
    private static final String BOARD = "lab,ap-1";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path home;

    private final SimulatedFleet fleet = new SimulatedFleet(id -> {
        SimulatedRouter router = new SimulatedRouter();
        router.looksUntilBack = (int) (id % 4);
        return router;
    });

    @Test
    void allRunTheNewReleaseAndNoneWasFlashedTwice() throws Exception {
        try (TestDb test = TestDb.h2();
                Workshop shop = new Workshop(home.resolve("home"), 1, test.db())) {
            Inventory inventory = new Inventory(test.db(), InstantSource.system());
            SampleStore store = new SampleStore(test.db(), home.resolve("store"), InstantSource.system());
            long image = store.keep("v1", BOARD, "24.10.1");
            Jobs going = new Jobs(test.db(), "going", 8, InstantSource.system());
            Jobs staying = new Jobs(test.db(), "staying", 8, InstantSource.system());
            try (staying) {
                try (going) {
                    going.start(List.of(job(shop.settings(), inventory, store, new Upgrades(inventory, going))));
                    long[] ids = order(inventory, store, image, new Upgrades(inventory, going));
                    await().atMost(Duration.ofSeconds(60)).until(() -> ended(test.db()) > ids.length / 10);
                }
                staying.start(List.of(job(shop.settings(), inventory, store, new Upgrades(inventory, staying))));
                await().atMost(Duration.ofSeconds(120)).until(() -> ended(test.db()) == ROUTERS);
            }
            assertThat(count(test.db(), "u.state = org.openztp.upgrade.UpgradeState.SUCCESS"))
                    .isEqualTo(ROUTERS);
            assertThat(LongStream.range(1, ROUTERS + 1).filter(id -> fleet.router(id).flashes != 1))
                    .isEmpty();
            Map<DeviceState, Long> states = test.db().tx(inventory.devices()::countByState);
            assertThat(states).isEqualTo(Map.of(DeviceState.PROVISIONED, (long) ROUTERS));
        }
    }

    private static Held.Parts parts(Inventory inventory) {
        return new Held.Parts(inventory, new ScriptRuns(), new RecordingProvisioner(), Signals.NOBODY);
    }

    private static Settings.Upgrade hasty() {
        return new Settings.Upgrade(
                4,
                SECOND,
                SECOND,
                Duration.ofDays(1),
                Duration.ofHours(1),
                SECOND,
                List.of(),
                SECOND,
                SECOND,
                60,
                new Settings.Health(Duration.ZERO, SECOND),
                10);
    }

    private UpgradeJob job(Settings settings, Inventory inventory, SampleStore store, Upgrades upgrades) {
        UpgradeSteps steps = new UpgradeSteps(parts(inventory), hasty(), new Random(1));
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
        Vetted vetted = new Vetted(store.store().vetting(), InstantSource.system());
        return new UpgradeJob(engine, store.store().catalog(), vetted, fleet);
    }

    private static long[] order(Inventory inventory, SampleStore store, long image, Upgrades upgrades) {
        UpgradeSteps steps = new UpgradeSteps(parts(inventory), hasty(), new Random(1));
        UpgradeOrders orders = new UpgradeOrders(steps, upgrades, store.store().catalog());
        Caller ops = new Caller(1, "ops", Role.OPERATOR, "");
        return LongStream.range(0, ROUTERS)
                .map(i -> add(inventory, i))
                .map(id -> orders.ask(id, new NewUpgrade(image, null, null, null), ops)
                        .id())
                .toArray();
    }

    private static long add(Inventory inventory, long number) {
        return inventory.tx(tx -> {
            MacAddress mac = new MacAddress("02:f1:00:00:%02x:%02x".formatted(number / 256, number % 256));
            Device device = new Device(mac, DeviceState.REGISTERED, inventory.now());
            device.update(new Facts(mac, Map.of(Facts.BOARD_NAME, BOARD, Facts.RELEASE, "23.05.5")), inventory.now());
            device.metAt("10.0.0.1", "http://ztp.example/ztp", inventory.now());
            inventory.devices().add(tx, device);
            device.startProvisioning(inventory.now());
            device.provisioned(inventory.now());
            return device.id();
        });
    }

    private static long ended(Db db) {
        return count(db, "u.activeDeviceId is null");
    }

    private static long count(Db db, String which) {
        return db.tx(tx -> tx.em()
                .createQuery("select count(u) from UpgradeOperation u where " + which, Long.class)
                .getSingleResult());
    }
}
