package org.openztp.drift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.auth.Vault;
import org.openztp.desired.DesiredFile;
import org.openztp.device.DeviceState;
import org.openztp.firmware.store.SampleStore;
import org.openztp.image.ToyImaging;
import org.openztp.job.Recurring;
import org.openztp.openwrt.Facts;
import org.openztp.plan.Definitions;
import org.openztp.plan.Health;
import org.openztp.tailored.Tailoring;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;
import org.openztp.upgrade.Upgrades;
import org.openztp.upgrade.Upgrading;

/** Devices, a store with builds, and what is written of them; upgrades are ordered and never carried out. */
abstract class DriftStage {
    static final String BOARD = "lab,ap-1";
    static final int AT_ONCE = 3;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    static TestDb test;

    @TempDir
    Path home;

    Workshop shop;
    SampleStore store;
    Recurring sweep;
    private ToyImaging images;

    @AfterAll
    static void closeDb() {
        test.close();
    }

    @BeforeEach
    void start() throws IOException {
        shop = new Workshop(home.resolve("home"), 1, test.db());
        store = new SampleStore(test.db(), home.resolve("store"), shop.clock());
        test.db().run(tx -> {
            for (String table : List.of("upgrade_operation", "firmware_drift_count", "device")) {
                tx.em().createNativeQuery("delete from " + table).executeUpdate();
            }
        });
        Upgrading upgrading = new Upgrading(
                new Upgrading.Base(
                        shop.settings(),
                        shop.inventory(),
                        new Vault(new byte[32]),
                        shop.hostKeys(),
                        new Random(1),
                        (tx, device) -> Health.NONE),
                new Upgrading.Others(shop.runs(), new RecordingProvisioner(), (tx, signal) -> {}),
                store.store(),
                new Upgrades(shop.inventory(), shop.jobs()));
        Drifting.Written written = new Drifting.Written(
                new DesiredFile(shop.conf(DesiredFile.NAME), shop.clock()),
                new Definitions(shop.conf("definitions"), shop.clock()));
        Drifting.Base base = new Drifting.Base(shop.inventory(), store.store().catalog(), null);
        images = new ToyImaging(test.db(), home.resolve("images"), (order, watch) -> null, shop.clock());
        Tailoring tailoring = new Tailoring(
                new Tailoring.Base(shop.inventory(), shop.jobs(), new RecordingProvisioner()),
                new Tailoring.Images(images.catalogue(), images.imaging(), store.store()),
                upgrading);
        sweep = new Drifting(base, written, new Drifting.Ways(upgrading, tailoring), AT_ONCE).sweep();
    }

    @AfterEach
    void stop() {
        images.close();
        shop.close();
    }

    /** A version that no other build has. */
    static String version() {
        return "v" + NUMBERS.incrementAndGet();
    }

    void rules(String... rules) throws IOException {
        Files.writeString(shop.conf(DesiredFile.NAME), "rules:\n  - " + String.join("\n  - ", rules) + "\n");
    }

    /** A device of the board that says it runs this release. */
    long device(String release) {
        return device(release, BOARD, DeviceState.PROVISIONED);
    }

    long device(String release, String board, DeviceState state) {
        int number = NUMBERS.incrementAndGet();
        long id =
                shop.register(String.format("02:5d:00:%02x:%02x:%02x", number >> 16, number >> 8 & 255, number & 255));
        test.db().run(tx -> {
            var locked = shop.inventory().devices().lock(tx, id);
            var now = shop.inventory().now();
            locked.update(
                    new Facts(
                            locked.mac(),
                            board == null
                                    ? Map.of(Facts.RELEASE, release)
                                    : Map.of(Facts.BOARD_NAME, board, Facts.RELEASE, release)),
                    now);
            locked.startProvisioning(now);
            if (state == DeviceState.PROVISIONED) {
                locked.provisioned(now);
            } else {
                locked.fail("step_failed", "a step failed", now);
            }
        });
        return id;
    }

    void tag(long device, String tag) {
        sql("insert into device_tag (device_id, tag) values (" + device + ", '" + tag + "')");
    }

    /** Its newest plan is of this definition. */
    void plan(long device, String definition) {
        sql("insert into plan (device_id, run_id, pattern, definition, digest, cuts_off, made_at, version) values ("
                + device + ", 1, 'any', '" + definition + "', 'd', false, current_timestamp, 0)");
    }

    void sql(String statement) {
        test.db().run(tx -> tx.em().createNativeQuery(statement).executeUpdate());
    }

    DriftReport report(DriftState state) {
        return test.db().tx(tx -> Drifts.report(tx, state, null, 100));
    }

    DriftView drift(long device) {
        return report(null).items().stream()
                .filter(view -> view.deviceId() == device)
                .findFirst()
                .orElse(null);
    }

    void look() throws Exception {
        shop.clock().advance(Duration.ofMinutes(1));
        sweep.run();
    }

    /** The devices of the upgrades that have not ended. */
    List<Long> ordered() {
        return test.db()
                .tx(tx -> tx.em()
                        .createQuery(
                                "select u.deviceId from UpgradeOperation u where u.activeDeviceId > 0 order by u.deviceId",
                                Long.class)
                        .getResultList());
    }

    /** All upgrades that have not ended end so. */
    void end(String state, String code) {
        sql("update upgrade_operation set state = '" + state + "', code = "
                + (code == null ? "null" : "'" + code + "'")
                + ", active_device_id = null, ended_at = current_timestamp where active_device_id is not null");
    }
}
