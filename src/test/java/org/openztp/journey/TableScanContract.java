package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.LongNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.auth.ApiTokens;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Secrets;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.config.Settings.Policy;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceChange;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceQuery;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Next;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.IpAddress;
import org.openztp.openwrt.MacAddress;
import org.openztp.pull.Asking;
import org.openztp.registration.Contact;
import org.openztp.registration.Enrolment;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.script.FetchedRun;
import org.openztp.script.FetchedScripts;
import org.openztp.script.ScriptRuns;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SqlRecord;
import org.openztp.testkit.TestDb;

/** No request reads more rows the more devices there are: every statement is asked how it runs with 2000 of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TableScanContract {
    private static final int DEVICES = 2000;
    private static final int EVENTS_EACH = 10;
    private static final int LIMIT = 20;
    private static final long TALKER = 1000;
    private static final long RUN = 7;

    /** What one page may cost: its rows, found and looked up, a few times over. */
    private static final long MOST_ROWS = 10L * LIMIT;

    private final SettableClock clock = new SettableClock();
    private TestDb test;
    private Inventory inventory;
    private Jobs jobs;
    private Enrolment enrolment;

    abstract TestDb open();

    @BeforeAll
    void twoThousandDevices() {
        test = open();
        inventory = new Inventory(test.db(), clock);
        jobs = new Jobs(test.db(), "idle", 1, clock);
        enrolment = new Enrolment(
                inventory,
                new EnrolmentPolicy(Optional.of(Policy.OPEN)),
                new EnrolmentSecrets(test.db(), clock),
                new DeviceHostKeys(inventory),
                new Queue(jobs, clock));
        for (int from = 0; from < DEVICES; from += 200) {
            int first = from;
            test.db().run(tx -> {
                for (int i = first; i < first + 200; i++) {
                    add(tx, i);
                }
            });
        }
        test.db().run(TableScanContract::addRuns);
        test.db().run(TableScanContract::addTags);
        test.db().run(TableScanContract::addPlaces);
        test.db().run(this::addLongHistory);
        test.db().run(this::countRows);
    }

    /** One device whose run printed a lot. */
    private void addLongHistory(Tx tx) {
        for (int n = 0; n < DEVICES; n++) {
            inventory
                    .events()
                    .add(tx, new DeviceEvent(TALKER, clock.instant(), EventKind.OUTPUT, "output " + n).ofRun(RUN));
        }
    }

    /** Ten script runs a device, in ten batches over all of them. */
    private static void addRuns(Tx tx) {
        for (int batch = 0; batch < 10; batch++) {
            tx.em()
                    .createNativeQuery("insert into script_run"
                            + " (batch, device_id, script, arguments, state, output_bytes, created_at, version)"
                            + " select ?, id, 'x.sh', '[]', 'SUCCEEDED', 0, first_seen, 0 from device")
                    .setParameter(1, "batch" + batch)
                    .executeUpdate();
        }
    }

    /** One that all have, and one of each floor of a house of 200. */
    private static void addTags(Tx tx) {
        tx.em()
                .createNativeQuery("insert into device_tag (device_id, tag) select id, 'everywhere' from device")
                .executeUpdate();
        tx.em()
                .createNativeQuery(
                        "insert into device_tag (device_id, tag) select id, concat('floor-', mod(id, 200)) from device")
                .executeUpdate();
    }

    /** All but a few in one group, each at one of 200 sites, and behind the first of its site. */
    private static void addPlaces(Tx tx) {
        tx.em()
                .createNativeQuery(
                        "update device set device_group = case when mod(id, 500) = 0 then 'few' else 'most' end,"
                                + " location = concat('site-', mod(id, 200)),"
                                + " parent_id = case when id > 200 then mod(id, 200) + 1 end")
                .executeUpdate();
    }

    /** Brings the databases' own statistics up to date, which they else do in their own time. */
    private void countRows(Tx tx) {
        if (test.db().vendor() == Vendor.H2) {
            tx.em().createNativeQuery("analyze").executeUpdate();
        } else {
            tx.em()
                    .createNativeQuery("analyze table device, device_event, device_tag, script_run, scheduled_tasks")
                    .getResultList();
        }
    }

    @AfterAll
    void close() {
        jobs.close();
        test.close();
    }

    private record Queue(Jobs jobs, InstantSource clock) implements Provisioner {
        @Override
        public void enqueue(Tx tx, Device device) {
            jobs.enqueue(tx, "provision", device.id(), clock.instant());
        }

        @Override
        public void removed(Tx tx, long deviceId) {
            jobs.remove(tx, "provision", deviceId);
        }
    }

    private void add(Tx tx, int i) {
        Instant at = clock.instant().minus(Duration.ofMinutes(i % 700));
        DeviceState state = i % 100 == 0 ? DeviceState.PENDING : DeviceState.REGISTERED;
        Device device = new Device(mac(i), state, at);
        device.update(facts(i), at);
        device.metAt("10.%d.%d.%d".formatted(i % 3, i / 200, i % 200), "http://10.0.0.1:8080/ztp", at);
        inventory.devices().add(tx, device);
        for (int n = 0; n < EVENTS_EACH; n++) {
            inventory.events().add(tx, new DeviceEvent(device.id(), at, EventKind.STEP, "step " + n));
        }
        jobs.enqueue(tx, "provision", device.id(), at.plus(Duration.ofDays(36500)));
    }

    /** Every third device tells its MAC only, so that each sort meets columns without a value. */
    private static Facts facts(int i) {
        return i % 3 == 0
                ? new Facts(mac(i), Map.of())
                : Facts.of(Map.of(
                        "mac", mac(i).value(),
                        "hostname", "wrt" + i,
                        "serial", "S" + i,
                        "release", "23.05." + i % 400));
    }

    private static MacAddress mac(int i) {
        return new MacAddress("02:00:00:00:%02x:%02x".formatted(i / 256, i % 256));
    }

    static Stream<String> sorts() {
        return Stream.of("id", "hostname", "lastSeen", "release", "state", "address")
                .flatMap(s -> Stream.of(s, "-" + s));
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void everyPageOfEverySortIsReadByKey(String sort) {
        String cursor = null;
        int seen = 0;
        do {
            String from = cursor;
            Page<Device> page = test.db().tx(tx -> inventory.devices().list(tx, query(Map.of(), sort, from, 200)));
            seen += page.items().size();
            cursor = page.next();
            if (cursor != null) {
                String next = cursor;
                holds(() -> list(query(Map.of(), sort, next, LIMIT)));
            }
        } while (cursor != null);
        assertThat(seen).isGreaterThanOrEqualTo(DEVICES);
        holds(() -> list(query(Map.of(), sort, null, LIMIT)));
    }

    static Stream<Map<String, String>> filters() {
        return Stream.of(
                Map.of("state", "PENDING"),
                Map.of("state", "REGISTERED"),
                Map.of("mac", mac(1234).value()),
                Map.of("ip", "10.1.6.34"),
                Map.of("hostname", "wrt1234"),
                Map.of("hostname", "wrt123*"),
                Map.of("release", "23.05.101"),
                Map.of("q", "wrt123"),
                Map.of("q", "02:00:00:00:04:d2"),
                Map.of("q", "S1234"),
                Map.of("tag", "everywhere"),
                Map.of("tag", "floor-7"),
                Map.of("tag", "floor-7", "state", "PENDING"),
                Map.of("group", "most"),
                Map.of("group", "few"),
                Map.of("location", "site-7"),
                Map.of("location", "site-7", "group", "most"),
                Map.of("location", "site-7", "state", "REGISTERED"),
                Map.of("location", "site-7", "tag", "everywhere"),
                Map.of("state", "REGISTERED", "hostname", "wrt1234"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void everyFilterHasItsIndex(Map<String, String> filter) {
        holds(() -> list(query(filter, "id", null, LIMIT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "-id"})
    void whereEveryDeviceHasATagAPageOfThemIsReadByKeyAllTheSame(String sort) {
        Map<String, String> everywhere = Map.of("tag", "everywhere");
        Page<Device> page = test.db().tx(tx -> inventory.devices().list(tx, query(everywhere, sort, null, 200)));
        holds(() -> list(query(everywhere, sort, null, LIMIT)));
        holds(() -> list(query(everywhere, sort, page.next(), LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void aTagThatFewDevicesHaveIsFoundByItsIndexInEverySort(String sort) {
        holds(() -> list(query(Map.of("tag", "floor-7"), sort, null, LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("sorts")
    void theDevicesOfASiteAreFoundByItsIndexInEverySort(String sort) {
        holds(() -> list(query(Map.of("location", "site-7"), sort, null, LIMIT)));
    }

    @Test
    void aDeviceIsMovedAndWhatHangsBehindARemovedOneIsFoundByIndex() {
        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), new Queue(jobs, clock));
        LongNode behind = LongNode.valueOf(1001);
        holds(() -> actions.change(1002, new DeviceChange(null, null, null, behind), "olga", Device::id));
        holds(() -> actions.remove(44, "olga"));
    }

    @Test
    void theTagsOfADeviceAreReadByItsKey() {
        holds(() -> test.db().run(tx -> inventory.devices().get(tx, 1501).tags().all()));
    }

    @Test
    void historyAndLogAreReadById() {
        for (long after : List.of(0L, 10_000L, 20_500L, 21_990L)) {
            holds(() -> test.db().run(tx -> inventory.events().after(tx, null, null, after, LIMIT)));
            holds(() -> test.db().run(tx -> inventory.events().after(tx, TALKER, null, after, LIMIT)));
            holds(() -> test.db().run(tx -> inventory.events().after(tx, null, RUN, after, LIMIT)));
            holds(() -> test.db().run(tx -> inventory.events().after(tx, TALKER, RUN, after, LIMIT)));
        }
        holds(() -> test.db().run(tx -> inventory.events().newest(tx, TALKER, null, LIMIT)));
        holds(() -> test.db().run(tx -> inventory.events().newest(tx, TALKER, "20500", LIMIT)));
        holds(() -> test.db().run(tx -> inventory.events().lastId(tx)));
    }

    @Test
    void aRegistrationFindsItsDeviceByMac() {
        holds(() -> register(facts(1501)));
        holds(() -> register(Facts.of(Map.of("mac", mac(1501).value(), "hostname", "renamed", "release", "24.10.1"))));
        holds(() -> register(Facts.of(Map.of("mac", "02:ff:00:00:00:01", "hostname", "new"))));
    }

    @Test
    void runsAreFoundByTheirBatchAndByTheirDevice() {
        ScriptRuns runs = new ScriptRuns();
        for (long before : List.of(Long.MAX_VALUE, 10_000L, 30L)) {
            holds(() -> test.db().run(tx -> runs.list(tx, null, null, before, LIMIT)));
            holds(() -> test.db().run(tx -> runs.list(tx, "batch3", null, before, LIMIT)));
            holds(() -> test.db().run(tx -> runs.list(tx, null, 1000L, before, LIMIT)));
            holds(() -> test.db().run(tx -> runs.list(tx, "batch3", 1000L, before, LIMIT)));
        }
        holds(() -> test.db().run(tx -> runs.isBusy(tx, 1000, 1)));
    }

    @Test
    void aDeviceThatAsksForWorkIsServedByKeys() {
        ScriptRuns runs = new ScriptRuns();
        WorkKeys keys = new WorkKeys(new Vault(new byte[32]));
        Asking asking = new Asking(inventory, runs, keys);
        FetchedScripts scripts = new FetchedScripts(inventory, runs, null);
        test.db().run(tx -> inventory.devices().get(tx, 1000).pulling().wish());
        for (String token : List.of("ztp_token", "ztp_another")) {
            test.db().run(tx -> inventory.devices().get(tx, 1000).token().issue(Secrets.hash(token)));
            holds(() -> asking.asked(1000, new Asking.Call(token, true, null), Optional.empty()));
        }
        holds(() -> test.db().run(tx -> keys.useNonce(tx, 1000, "work", "0".repeat(32))));
        holds(() -> test.db().run(tx -> scripts.begun(tx, inventory.devices().lock(tx, 1000), "boot")));
        holds(() -> test.db().run(tx -> scripts.next(tx, inventory.devices().lock(tx, 1000), "boot")));
        holds(() -> test.db().run(tx -> runs.runningOfUpgrade(tx, 1000)));
        holds(() -> test.db().run(tx -> FetchedRun.find(tx, runs.get(tx, 1))));
    }

    @Test
    void aDueJobIsFoundPickedAndEndedByIndex() {
        CountDownLatch ran = new CountDownLatch(1);
        JobType type = new JobType() {
            @Override
            public String name() {
                return "due";
            }

            @Override
            public Next run(long id) {
                ran.countDown();
                return Next.done();
            }
        };
        Jobs engine = new Jobs(test.db(), "busy", 2, InstantSource.system());
        holds(() -> {
            engine.start(List.of(type));
            test.db().run(tx -> engine.enqueue(tx, "due", 1, Instant.EPOCH));
            await().until(() -> ran.getCount() == 0);
            engine.close();
        });
    }

    @Test
    void aJobIsTakenAwayByItsKey() {
        holds(() -> test.db().run(tx -> jobs.remove(tx, "provision", 1001)));
    }

    @Test
    void aTokenIsFoundByItsHash() {
        ApiTokens tokens = new ApiTokens(test.db(), clock);
        holds(() -> tokens.find("ztp_nobody"));
    }

    private void register(Facts facts) {
        IpAddress address = IpAddress.parse("10.1.7.101");
        enrolment.register(facts, new Contact(address, "http://10.0.0.1:8080/ztp", null, null, true, null));
    }

    private static DeviceQuery query(Map<String, String> filters, String sort, String cursor, int limit) {
        return new DeviceQuery(filters, sort, cursor, limit);
    }

    private void list(DeviceQuery query) {
        test.db().run(tx -> inventory.devices().list(tx, query));
    }

    private void holds(Runnable request) {
        Db db = test.db();
        List<SqlRecord.Executed> statements = test.sql().executedDuring(request).stream()
                .filter(each -> !each.sql().startsWith("insert"))
                .toList();
        assertThat(statements).isNotEmpty();
        for (SqlRecord.Executed statement : statements) {
            QueryPlan plan = QueryPlan.of(db, statement);
            assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
            assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(MOST_ROWS);
        }
    }
}
