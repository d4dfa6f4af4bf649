package org.openztp.rollout;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.SampleStore;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SteppedJobs;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;
import org.openztp.upgrade.SimulatedUpgrades;

/** Roll-outs over simulated routers: the real jobs and a real database, by a clock that the test moves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RolloutStage {
    static final Caller OPERATOR = new Caller(1, "ops", Role.OPERATOR, "");
    static final Caller OTHER = new Caller(2, "maria", Role.OPERATOR, "");
    static final String BOARD = "lab,ap-1";
    static final String BUILD = "campus/v1";
    private static final int MOST_STEPS = 5000;
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final List<String> TABLES = List.of(
            "scheduled_tasks",
            "rollout_event",
            "rollout_device",
            "rollout",
            "upgrade_operation",
            "script_run",
            "device_event",
            "device");

    final SettableClock clock = new SettableClock(START);
    TestDb test;
    Inventory inventory;
    SimulatedUpgrades fleet;
    RolloutOrders orders;
    Rollouts rollouts;
    SteppedJobs steps;
    final List<String> told = new ArrayList<>();
    private Workshop shop;
    SampleStore store;

    abstract TestDb open(Path folder);

    @BeforeAll
    void openDatabase(@TempDir Path home) throws Exception {
        test = open(home.resolve("db"));
        shop = new Workshop(home.resolve("home"), 1, test.db());
        inventory = new Inventory(test.db(), clock);
        store = new SampleStore(test.db(), home.resolve("store"), clock);
        store.keep("v1", BOARD, "24.10.1");
    }

    @BeforeEach
    void setUp() {
        clock.set(START);
        told.clear();
        test.db()
                .run(tx -> TABLES.forEach(table ->
                        tx.em().createNativeQuery("delete from " + table).executeUpdate()));
        Jobs jobs = new Jobs(test.db(), "test", 1, clock);
        fleet = new SimulatedUpgrades(shop.settings(), inventory, store, jobs);
        rollouts = new Rollouts(
                test.db(),
                jobs,
                (tx, signal) -> told.add(signal.kind()),
                shop.settings().rollout(),
                clock);
        orders = new RolloutOrders(rollouts, store.store().catalog(), fleet.many());
        steps = new SteppedJobs(test.db(), jobs, clock, fleet.job(), rolloutJob());
    }

    JobType rolloutJob() {
        return new RolloutJob(rollouts, fleet.many(), Duration.ofDays(7));
    }

    @AfterAll
    void closeDatabase() throws Exception {
        shop.close();
        test.close();
    }

    /** Devices as they are once provisioned; their numbers. */
    List<Long> devices(int count) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(device(BOARD, "23.05.5"));
        }
        return ids;
    }

    long device(String board, String release) {
        return inventory.tx(tx -> {
            long number = tx.em()
                            .createQuery("select count(d) from Device d", Long.class)
                            .getSingleResult()
                    + 1;
            MacAddress mac = new MacAddress("02:f1:00:00:%02x:%02x".formatted(number / 256, number % 256));
            Device device = new Device(mac, DeviceState.REGISTERED, inventory.now());
            device.update(new Facts(mac, Map.of(Facts.BOARD_NAME, board, Facts.RELEASE, release)), inventory.now());
            device.metAt("10.0.0.1", "http://ztp.example/ztp", inventory.now());
            inventory.devices().add(tx, device);
            device.startProvisioning(inventory.now());
            device.provisioned(inventory.now());
            return device.id();
        });
    }

    void tag(long device, String tag) {
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("insert into device_tag (device_id, tag) values (:id, :tag)")
                        .setParameter("id", device)
                        .setParameter("tag", tag)
                        .executeUpdate());
    }

    void set(long device, String column, Object value) {
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update device set " + column + " = :value where id = :id")
                        .setParameter("value", value)
                        .setParameter("id", device)
                        .executeUpdate());
    }

    /** To all devices, started at once. */
    RolloutPlan plan(List<Stage> stages, StopRule stop, Caps caps) {
        return new RolloutPlan(
                "spring", BUILD, null, everything(), stages, stop, caps, null, null, null, null, false, false, true);
    }

    static Targets everything() {
        return new Targets(null, null, null, null, null, null, null, true);
    }

    /** Chosen, and started by nobody. */
    RolloutPlan draft(Targets targets, List<Stage> stages) {
        return new RolloutPlan(
                "spring", BUILD, null, targets, stages, null, null, null, null, null, null, false, false, false);
    }

    static Caps overall(int most) {
        return new Caps(most, null, null);
    }

    long ask(RolloutPlan plan) {
        return orders.ask(plan, OPERATOR).id();
    }

    RolloutView view(long id) {
        return test.db().tx(tx -> rollouts.view(tx, id));
    }

    /** Runs the jobs when they are due until it is so. */
    void until(BooleanSupplier isSo) throws Exception {
        for (int i = 0; i < MOST_STEPS && !isSo.getAsBoolean(); i++) {
            step(clock.instant().plus(IDLE));
        }
        Assertions.assertThat(isSo.getAsBoolean()).as("it came to be").isTrue();
    }

    /** What is due now, and time goes on to what is due next. */
    private void step(Instant latest) throws Exception {
        Instant soon = clock.instant().plusSeconds(1);
        Instant next = steps.step() > 0 ? soon : steps.next();
        Instant then = next.isBefore(soon) ? soon : next;
        clock.set(then.isBefore(latest) ? then : latest);
    }

    void until(long id, RolloutState state) throws Exception {
        until(() -> view(id).state() == state);
    }

    void run(Duration time) throws Exception {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            step(end);
        }
    }

    List<RolloutDeviceView> rows(long id) {
        return test.db()
                .tx(tx -> rollouts.devices(tx, id, null, null, null, 500))
                .items();
    }
}
