package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.auth.Vault;
import org.openztp.db.Db;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceState;
import org.openztp.firmware.store.SampleStore;
import org.openztp.firmware.store.Store;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.openwrt.Facts;
import org.openztp.plan.Health;
import org.openztp.signal.Signal;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** One simulated router and the engine that upgrades it, on a real database; jobs are run by the test. */
abstract class UpgradeStage {
    static final String BOARD = "lab,ap-1";
    static final Caller OPERATOR = new Caller(1, "maria", Role.OPERATOR, "");
    static final Caller ADMIN = new Caller(2, "root", Role.ADMIN, "");
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int MOST_RUNS = 300;

    static TestDb test;

    @TempDir
    Path home;

    final RecordingProvisioner provisioner = new RecordingProvisioner();
    final List<Signal> signals = new CopyOnWriteArrayList<>();
    final SimulatedFleet fleet = new SimulatedFleet(id -> new SimulatedRouter());
    Workshop shop;
    SampleStore store;
    Upgrades upgrades;
    UpgradeJob.Engine engine;
    UpgradeOrders orders;
    long image;
    long device;
    SimulatedRouter router;

    /** What the devices' definition asks of them. */
    Health health = Health.NONE;

    @BeforeAll
    static void openDb() {
        test = TestDb.h2();
    }

    @AfterAll
    static void closeDb() {
        test.close();
    }

    @BeforeEach
    void start() throws IOException {
        shop = new Workshop(home.resolve("home"), 1, db());
        store = new SampleStore(test.db(), home.resolve("store"), shop.clock());
        upgrades = new Upgrades(shop.inventory(), shop.jobs());
        UpgradeSteps steps = new UpgradeSteps(
                new Held.Parts(shop.inventory(), shop.runs(), provisioner, (tx, signal) -> signals.add(signal)),
                shop.settings().upgrade(),
                new Random(1));
        Vault vault = new Vault(new byte[32]);
        HealthChecks checks = new HealthChecks(
                (tx, asked) -> health, vault, shop.settings().upgrade().health());
        Preparation preparation = new Preparation(steps, vault, checks, 64 * 1024);
        Soak soak = new Soak(steps, preparation, checks);
        engine = new UpgradeJob.Engine(
                steps,
                preparation,
                new AfterFlash(steps, shop.hostKeys(), store.store().catalog(), soak),
                new Programs(shop.settings(), vault),
                soak);
        orders = new UpgradeOrders(steps, upgrades, store.store().catalog());
        image = store.keep("v" + NUMBERS.incrementAndGet(), BOARD, "24.10.1");
        device = device(DeviceState.PROVISIONED);
        router = fleet.router(device);
    }

    /** What the engine works with; the test itself looks with {@link #test}. */
    Db db() {
        return test.db();
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    /** A device of the board, in this state. */
    long device(DeviceState state) {
        int number = NUMBERS.incrementAndGet();
        long id = shop.register(String.format("02:5e:00:00:%02x:%02x", number / 256, number % 256));
        change(id, locked -> {
            locked.update(
                    new Facts(locked.mac(), Map.of(Facts.BOARD_NAME, BOARD, Facts.RELEASE, "23.05.5")),
                    shop.inventory().now());
            locked.startProvisioning(shop.inventory().now());
            switch (state) {
                case PROVISIONED -> locked.provisioned(shop.inventory().now());
                case FAILED ->
                    locked.fail("step_failed", "a step failed", shop.inventory().now());
                case WAITING ->
                    locked.waitFor("no_pattern", "no pattern", shop.inventory().now());
                default -> {}
            }
        });
        return id;
    }

    void change(long id, Consumer<Device> change) {
        test.db().txRetrying(tx -> {
            change.accept(shop.inventory().devices().lock(tx, id));
            return null;
        });
    }

    static NewUpgrade wish(long image, String... letters) {
        Map<String, Boolean> options = new HashMap<>();
        List.of(letters).forEach(letter -> options.put(letter, true));
        return new NewUpgrade(image, null, options, null);
    }

    long ask(String... letters) {
        return orders.ask(device, wish(image, letters), OPERATOR).id();
    }

    /** As a server that has just been started. */
    UpgradeJob job() {
        return job(fleet);
    }

    UpgradeJob job(Visits visits) {
        Store used = store.store();
        return new UpgradeJob(engine, used.catalog(), new Vetted(used.vetting(), shop.clock()), visits);
    }

    Next run(long id) {
        try {
            return job().run(id);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs the job whenever it is due, until the upgrade is in this state. */
    void runUntil(long id, UpgradeState state) {
        for (int i = 0; i < MOST_RUNS && upgrade(id).state() != state; i++) {
            if (!(run(id) instanceof Next.Again again)) {
                break;
            }
            setClock(again);
        }
        assertThat(upgrade(id).state()).as(upgrade(id).words()).isEqualTo(state);
    }

    /** Runs the job whenever it is due, until it is done; a router that was flashed is back after two minutes. */
    UpgradeOperation runToTheEnd(long id) {
        for (int i = 0; i < MOST_RUNS; i++) {
            if (!(run(id) instanceof Next.Again again)) {
                return upgrade(id);
            }
            setClock(again);
            backAfterAFlash(id);
        }
        throw new AssertionError(
                "no end: " + upgrade(id).state() + " " + upgrade(id).words());
    }

    void backAfterAFlash(long id) {
        UpgradeOperation operation = upgrade(id);
        if (operation.flashedAt() != null
                && shop.clock().instant().isAfter(operation.flashedAt().plus(Duration.ofMinutes(2)))) {
            fleet.router(operation.deviceId()).comeBack();
        }
    }

    void setClock(Next.Again again) {
        if (again.at().isAfter(shop.clock().instant())) {
            shop.clock().set(again.at());
        }
    }

    UpgradeOperation upgrade(long id) {
        return test.db().tx(tx -> upgrades.get(tx, id));
    }

    Device device() {
        return shop.device(device);
    }

    void calls() {
        test.db().txRetrying(tx -> {
            upgrades.called(tx, shop.inventory().devices().lock(tx, device));
            return null;
        });
    }

    DeviceActions operator() {
        return new DeviceActions(shop.inventory(), shop.hostKeys(), provisioner);
    }

    /** What was told of upgrades in the device's history. */
    List<String> told() {
        return shop.events(device).stream()
                .filter(event -> event.kind() == EventKind.UPGRADE)
                .map(event -> event.message().replaceFirst("^upgrade \\d+ ", ""))
                .toList();
    }

    void assertEnded(long id, UpgradeState state, String code) {
        UpgradeOperation operation = upgrade(id);
        assertThat(operation.state()).as(operation.words()).isEqualTo(state);
        assertThat(operation.code()).as(operation.words()).isEqualTo(code);
        assertThat(operation.endedAt()).isNotNull();
        boolean active =
                test.db().tx(tx -> upgrades.active(tx, operation.deviceId()).isPresent());
        assertThat(active).isFalse();
    }
}
