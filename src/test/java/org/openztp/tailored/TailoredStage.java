package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.action.SiteFiles;
import org.openztp.desired.DesiredFile;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.drift.Drifting;
import org.openztp.firmware.store.SampleStore;
import org.openztp.history.EventKind;
import org.openztp.image.ToyImaging;
import org.openztp.job.JobType;
import org.openztp.match.NeighborDb;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.plan.Definitions;
import org.openztp.plan.NodeFolders;
import org.openztp.plan.Nodes;
import org.openztp.plan.Planner;
import org.openztp.plan.Scopes;
import org.openztp.planned.Planning;
import org.openztp.pool.Pools;
import org.openztp.provision.FirmwareFirst;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SteppedJobs;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;
import org.openztp.upgrade.SimulatedUpgrades;
import org.openztp.upgrade.Upgrading;

/**
 * Devices that are to have images of their own: the real jobs and a real database, builders and routers that are none, and a
 * clock that the test moves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TailoredStage {
    protected static final String BOARD = "lab,ap-1";
    protected static final String OLD = "23.05.5";
    protected static final String NEW = "24.10.1";
    protected static final String TARGET = "toy/generic";
    private static final int MOST_STEPS = 3000;
    private static final int AT_ONCE = 3;
    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final List<String> TABLES = List.of(
            "scheduled_tasks",
            "tailored_image",
            "tailored_device",
            "image_result",
            "image_build",
            "firmware_drift",
            "firmware_drift_count",
            "upgrade_operation",
            "firmware_image_board",
            "firmware_image",
            "firmware_build",
            "firmware_category",
            "script_run",
            "device_event",
            "plan",
            "device");

    protected TestDb test;
    protected Workshop shop;
    protected SettableClock clock;
    protected CatalogueRows catalogue;
    protected ToyBuilder builder;
    protected ToyImaging images;
    protected SimulatedUpgrades fleet;
    protected RecordingProvisioner provisioner;
    protected Tailoring tailoring;
    protected Drifting drifting;
    protected SteppedJobs steps;

    @TempDir
    Path home;

    private int homes;

    protected abstract TestDb open();

    @BeforeAll
    protected void openDatabase() {
        test = open();
    }

    @AfterAll
    protected void closeDatabase() {
        test.close();
    }

    @BeforeEach
    protected void setUp() {
        try {
            shop = new Workshop(home.resolve("home" + homes++), 1, test.db());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock = shop.clock();
        clock.set(START);
        test.db()
                .run(tx -> TABLES.forEach(table ->
                        tx.em().createNativeQuery("delete from " + table).executeUpdate()));
        catalogue = new CatalogueRows(test.db())
                .add(OLD, TARGET, "lab_ap-1=" + BOARD)
                .add(NEW, TARGET, "lab_ap-1=" + BOARD)
                .packages(OLD, TARGET, "tcpdump=1", "mc=1")
                .packages(NEW, TARGET, "tcpdump=2", "mc=1");
        builder = new ToyBuilder();
        images = new ToyImaging(test.db(), shop.settings().home().images(), builder, clock);
        SampleStore store = new SampleStore(test.db(), shop.settings().home().store(), clock);
        fleet = new SimulatedUpgrades(shop.settings(), shop.inventory(), store, shop.jobs());
        provisioner = new RecordingProvisioner();
        Upgrading upgrades = fleet.asking(provisioner);
        tailoring = new Tailoring(
                new Tailoring.Base(shop.inventory(), shop.jobs(), provisioner),
                new Tailoring.Images(images.catalogue(), images.imaging(), store.store()),
                upgrades);
        Definitions definitions = new Definitions(shop.conf("definitions"), clock);
        drifting = new Drifting(
                new Drifting.Base(shop.inventory(), store.store().catalog(), planning(definitions)),
                new Drifting.Written(new DesiredFile(shop.conf(DesiredFile.NAME), clock), definitions),
                new Drifting.Ways(upgrades, tailoring),
                AT_ONCE);
        steps = new SteppedJobs(test.db(), shop.jobs(), clock, fleet.job(), tailoredJob());
    }

    /** What the steps of the stage run. */
    protected JobType tailoredJob() {
        return tailoring.job();
    }

    private Planning planning(Definitions definitions) {
        Path conf = shop.settings().home().conf();
        Nodes nodes = new Nodes(new NodeFolders(shop.settings().home().nodes()), Definitions.foreign(conf), clock);
        Planner planner = new Planner(
                definitions,
                new Scopes(conf.resolve("attributes.yaml"), nodes, clock),
                new SiteFiles(conf),
                file -> Optional.empty(),
                List.of());
        Pools pools = new Pools(conf.resolve("resources"), clock, (tx, pool) -> {});
        NeighborDb patterns = new NeighborDb(conf.resolve("neighbordb"), clock);
        return new Planning(new Planning.Choice(patterns, nodes), planner, pools, shop.scripts(), shop.settings());
    }

    @AfterEach
    protected void tearDown() {
        images.close();
        shop.close();
    }

    /** What the definition of all devices says besides its actions. */
    protected void definition(String... upgrade) {
        try {
            Files.writeString(
                    shop.conf("definitions/default.yaml"),
                    "name: default\nactions: []\n" + String.join("\n", upgrade) + "\n");
            clock.advance(Duration.ofSeconds(2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A device that was provisioned by that definition. */
    protected long device(String release) {
        return device(release, BOARD);
    }

    protected long device(String release, String board) {
        long id = fresh(release, board);
        test.db().txRetrying(tx -> {
            Device device = shop.inventory().devices().lock(tx, id);
            device.startProvisioning(shop.inventory().now());
            device.provisioned(shop.inventory().now());
            tx.em()
                    .createNativeQuery("insert into plan (device_id, run_id, pattern, definition, digest, cuts_off,"
                            + " made_at, version) values (:id, 1, 'any', 'default', 'd', false, current_timestamp, 0)")
                    .setParameter("id", id)
                    .executeUpdate();
            return null;
        });
        return id;
    }

    /** A device at its first contact. */
    protected long fresh(String release, String board) {
        return shop.inventory().tx(tx -> {
            long number = tx.em()
                            .createQuery("select count(d) from Device d", Long.class)
                            .getSingleResult()
                    + 1;
            MacAddress mac = new MacAddress("02:f2:00:00:%02x:%02x".formatted(number / 256, number % 256));
            Device device =
                    new Device(mac, DeviceState.REGISTERED, shop.inventory().now());
            device.update(
                    new Facts(mac, Map.of(Facts.BOARD_NAME, board, Facts.RELEASE, release)),
                    shop.inventory().now());
            device.metAt("10.0.0.1", "http://ztp.example/ztp", shop.inventory().now());
            return shop.inventory().devices().add(tx, device).id();
        });
    }

    /** As its provisioning asks before the first plan; what it is to wait for, if anything. */
    protected Optional<FirmwareFirst.Hold> first(long id, Instant since) {
        return shop.inventory().tx(tx -> {
            Device device = shop.inventory().devices().lock(tx, id);
            if (device.state() != DeviceState.PROVISIONING) {
                device.startProvisioning(shop.inventory().now());
            }
            Optional<FirmwareFirst.Hold> hold = drifting.newDevices().of(tx, device, since);
            if (hold.isPresent() && !hold.get().inVain()) {
                device.waitFor("upgrade", hold.get().words(), shop.inventory().now());
            }
            return hold;
        });
    }

    protected boolean isUnderWay(long device) {
        return test.db().tx(tx -> drifting.newDevices().isUnderWay(tx, device));
    }

    /** As once a minute. */
    protected void look() {
        clock.advance(Duration.ofMinutes(1));
        try {
            drifting.sweep().run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    protected Tailored row(long device) {
        return test.db().tx(tx -> tailoring.find(tx, device)).orElseThrow();
    }

    protected TailoredState state(long device) {
        return row(device).state();
    }

    /** Runs the jobs when they are due, and the builders, until it is so. */
    protected void until(BooleanSupplier isSo) {
        for (int i = 0; i < MOST_STEPS && !isSo.getAsBoolean(); i++) {
            step();
        }
        assertThat(isSo.getAsBoolean()).as("it came to be").isTrue();
    }

    protected void until(long device, TailoredState state) {
        for (int i = 0; i < MOST_STEPS && state(device) != state; i++) {
            step();
        }
        assertThat(state(device))
                .as(row(device).code() + ": " + row(device).words())
                .isEqualTo(state);
    }

    private void step() {
        try {
            boolean isBusy = steps.step() > 0 | images.workOnce();
            if (!isBusy) {
                Instant next = steps.next();
                Instant latest = clock.instant().plus(Duration.ofMinutes(10));
                clock.set(next.isBefore(latest) ? next : latest);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    protected long count(String table) {
        return test.db()
                .tx(tx -> ((Number) tx.em()
                                .createNativeQuery("select count(*) from " + table)
                                .getSingleResult())
                        .longValue());
    }

    /** How the device compares to what it should run, and why. */
    protected String drift(long device) {
        List<?> found = test.db()
                .tx(tx -> tx.em()
                        .createNativeQuery("select concat(state, ' ', build, ' ', words, ' ', coalesce(held_words, ''))"
                                + " from firmware_drift where device_id = :id")
                        .setParameter("id", device)
                        .getResultList());
        return found.isEmpty() ? "nothing" : found.get(0).toString().strip();
    }

    /** What its history tells of its image. */
    protected List<String> told(long device) {
        List<String> told = new ArrayList<>();
        shop.events(device).stream()
                .filter(event -> event.kind() == EventKind.UPGRADE)
                .map(event -> event.message())
                .filter(message -> message.startsWith("image "))
                .forEach(told::add);
        return told;
    }
}
