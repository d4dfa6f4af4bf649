package org.openztp.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.archive.Archive;
import org.openztp.archive.Tarball;
import org.openztp.auth.Vault;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.db.Vendor;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SqlRecord;
import org.openztp.testkit.TestDb;

/** Versions and due times on a real database, on whichever the subclass opens. */
abstract class BackupsContract {
    private static final int KEEP = 3;

    private final SettableClock clock = new SettableClock();
    private final Backups backups = new Backups(new Vault(new byte[32]), KEEP);
    private TestDb test;
    private Inventory inventory;
    private Jobs jobs;
    private BackupOrders orders;

    abstract TestDb open();

    @BeforeEach
    void start() {
        test = open();
        inventory = new Inventory(test.db(), clock);
        jobs = new Jobs(test.db(), "idle", 1, clock);
        orders = new BackupOrders(inventory, jobs, Duration.ofDays(1));
    }

    @AfterEach
    void close() {
        jobs.close();
        test.close();
    }

    private List<Long> devices(int count) {
        return test.db()
                .tx(tx -> IntStream.range(0, count)
                        .mapToObj(i -> {
                            MacAddress mac = MacAddress.parse("020000%06x".formatted(i));
                            return inventory
                                    .devices()
                                    .add(tx, new Device(mac, DeviceState.REGISTERED, clock.instant()))
                                    .id();
                        })
                        .toList());
    }

    private Optional<String> store(long device, Tarball tarball) {
        Archive archive = tarball.archive();
        return test.db()
                .txRetrying(tx -> {
                    inventory.devices().lock(tx, device);
                    return backups.keep(tx, device, archive, inventory.now());
                })
                .map(DeviceEvent::message);
    }

    private List<BackupView> list(long device) {
        return test.db()
                .tx(tx -> backups.list(tx, device, Integer.MAX_VALUE, 500))
                .items();
    }

    @Test
    void aVersionIsKeptForEachChangeAndNoneWhereNothingChanged() {
        long device = devices(1).get(0);
        Instant first = inventory.now();

        assertThat(store(device, Tarball.router("OpenWrt")))
                .contains("first backup of the configuration: 4 files, kept as version 1");
        clock.advance(Duration.ofHours(1));
        assertThat(store(device, Tarball.router("OpenWrt").at(99))).isEmpty();
        assertThat(list(device)).singleElement().satisfies(only -> {
            assertThat(only.takenAt()).isEqualTo(first);
            assertThat(only.checkedAt()).isEqualTo(first.plus(Duration.ofHours(1)));
        });
        assertThat(store(device, Tarball.router("ap-1").file("etc/more", "x")))
                .contains("configuration changed: 2 files (etc/config/system, etc/more), kept as version 2");

        assertThat(list(device)).extracting(BackupView::version).containsExactly(2, 1);
        assertThat(list(device)).extracting(BackupView::changed).containsExactly(2, 4);
        assertThat(list(device)).extracting(BackupView::files).containsExactly(5, 4);
        assertThat(test.db().tx(tx -> backups.open(tx, device, 1)).find("etc/more"))
                .isEmpty();
    }

    @Test
    void onlyTheNewestAreKeptAndTheirNumbersGoOn() {
        List<Long> devices = devices(2);
        store(devices.get(1), Tarball.router("another device's"));
        for (int i = 1; i <= 5; i++) {
            store(devices.get(0), Tarball.router("ap-" + i));
        }

        assertThat(list(devices.get(0))).extracting(BackupView::version).containsExactly(5, 4, 3);
        assertThat(list(devices.get(1))).hasSize(1);
        assertThatThrownBy(() -> test.db().tx(tx -> backups.open(tx, devices.get(0), 2)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("there is no version 2");
    }

    @Test
    void noSecretCanBeReadInTheDatabase() {
        long device = devices(1).get(0);
        store(device, new Tarball().file("etc/shadow", "root:$5$abc:1::::::\n"));

        byte[] content = test.db()
                .tx(tx -> tx.em()
                        .createQuery("select b.content from Backup b", byte[].class)
                        .getSingleResult());

        byte[] gzip = test.db().tx(tx -> backups.open(tx, device, 1)).gzip();
        assertThat(new String(gzip, ISO_8859_1)).startsWith("\u001f\u008b");
        assertThat(new String(content, ISO_8859_1)).doesNotContain("\u001f\u008b\b");
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update backup set number = 2")
                        .executeUpdate());
        assertThatThrownBy(() -> test.db().tx(tx -> backups.open(tx, device, 2)))
                .as("as another version it does not open")
                .isInstanceOf(Vault.Unreadable.class);
    }

    @Test
    void oneConfigurationThatComesTwiceAtOnceIsOneVersion() throws Exception {
        long device = devices(1).get(0);
        store(device, Tarball.router("OpenWrt"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Optional<String>>> all = new ArrayList<>();
            IntStream.range(0, 16).forEach(i -> all.add(() -> store(device, Tarball.router("ap-1"))));
            long stored = 0;
            for (Future<Optional<String>> each : threads.invokeAll(all)) {
                stored += each.get().isPresent() ? 1 : 0;
            }
            assertThat(stored).isEqualTo(1);
        } finally {
            threads.shutdown();
        }
        assertThat(list(device)).extracting(BackupView::version).containsExactly(2, 1);
    }

    @Test
    void theVersionsAreListedPageByPage() {
        long device = devices(1).get(0);
        for (int i = 1; i <= 3; i++) {
            store(device, Tarball.router("ap-" + i));
        }

        Page<BackupView> page = test.db().tx(tx -> backups.list(tx, device, Integer.MAX_VALUE, 2));
        Page<BackupView> rest = test.db().tx(tx -> backups.list(tx, device, Integer.parseInt(page.next()), 2));

        assertThat(page.items()).extracting(BackupView::version).containsExactly(3, 2);
        assertThat(rest.items()).extracting(BackupView::version).containsExactly(1);
        assertThat(rest.next()).isNull();
    }

    @Test
    void whatBelongsToADeviceGoesWithIt() {
        long device = devices(1).get(0);
        store(device, Tarball.router("OpenWrt"));
        test.db().run(tx -> orders.provisioned(tx, device));

        test.db().run(tx -> inventory.devices().remove(tx, inventory.devices().lock(tx, device)));

        assertThat(test.db()
                        .<Object>tx(tx -> tx.em()
                                .createQuery("select count(b) from Backup b")
                                .getSingleResult()))
                .isEqualTo(0L);
    }

    @Test
    void whatIsDueIsOrderedOnceAndThenInItsNextPeriod() {
        List<Long> devices = devices(250);
        test.db().run(tx -> devices.forEach(id -> orders.provisioned(tx, id)));
        jobsNow();
        assertThat(jobsNow()).isZero();

        clock.advance(Duration.ofDays(2));
        orders.run();
        assertThat(jobsNow()).as("never a herd").isEqualTo(100);
        orders.run();
        orders.run();
        assertThat(jobsNow()).isEqualTo(150);
        orders.run();
        assertThat(jobsNow()).isZero();
    }

    /** How many wait, which are taken away then. */
    private long jobsNow() {
        return test.db().tx(tx -> (long) tx.em()
                .createNativeQuery("delete from scheduled_tasks where task_name = 'backup'")
                .executeUpdate());
    }

    @Test
    void withoutAPeriodOnlyThoseAreTakenThatAreAskedFor() {
        long device = devices(1).get(0);
        BackupOrders never = new BackupOrders(inventory, jobs, Duration.ZERO);
        test.db().run(tx -> never.provisioned(tx, device));
        clock.advance(Duration.ofDays(3));
        never.run();
        assertThat(jobsNow()).isZero();

        never.ask(device, "maria");
        never.ask(device, "otto");
        assertThat(jobsNow()).isEqualTo(1);
        assertThat(test.db().<Optional<String>>tx(tx -> never.answered(tx, device)))
                .contains("otto");
        assertThat(test.db().<Optional<String>>tx(tx -> never.answered(tx, device)))
                .isEmpty();
    }

    @Test
    void nothingReadsMoreTheMoreDevicesThereAre() {
        List<Long> devices = devices(1000);
        test.db().run(BackupsContract::fill);
        test.db().run(tx -> {
            if (test.db().vendor() == Vendor.H2) {
                tx.em().createNativeQuery("analyze").executeUpdate();
            } else {
                tx.em().createNativeQuery("analyze table backup, backup_order").getResultList();
            }
        });
        long device = devices.get(777);
        long other = devices.get(778);
        test.db()
                .run(tx -> tx.em()
                        .createQuery("delete from Backup b where b.deviceId = :device")
                        .setParameter("device", device)
                        .executeUpdate());
        store(device, Tarball.router("ap-1"));
        store(device, Tarball.router("ap-2"));

        holds(() -> test.db().tx(tx -> backups.list(tx, other, Integer.MAX_VALUE, 20)));
        holds(() -> test.db().tx(tx -> backups.list(tx, other, 2, 20)));
        holds(() -> test.db().tx(tx -> backups.view(tx, device, 2)));
        holds(() -> test.db().tx(tx -> backups.open(tx, device, 2)));
        holds(() -> store(device, Tarball.router("ap-9")));
        holds(() -> store(device, Tarball.router("ap-9")));
        holds(() -> test.db().tx(tx -> orders.due(tx, 20)));
        holds(() -> orders.ask(device, "maria"));
    }

    private static void fill(Tx tx) {
        for (int number = 1; number <= KEEP; number++) {
            tx.em()
                    .createNativeQuery("insert into backup (device_id, number, taken_at, checked_at, digest, files,"
                            + " changed, bytes, content) select id, ?, first_seen, first_seen, 'd', 1, 1, 1, x'00'"
                            + " from device")
                    .setParameter(1, number)
                    .executeUpdate();
        }
        tx.em()
                .createNativeQuery("insert into backup_order (device_id, due_at) select id, first_seen from device")
                .executeUpdate();
    }

    private void holds(Runnable request) {
        List<SqlRecord.Executed> statements = test.sql().executedDuring(request).stream()
                .filter(each -> !each.sql().startsWith("insert"))
                .toList();
        assertThat(statements).isNotEmpty();
        for (SqlRecord.Executed statement : statements) {
            QueryPlan plan = QueryPlan.of(test.db(), statement);
            assertThat(plan.fullScan()).as("%s%n%s", statement, plan).isFalse();
            assertThat(plan.rowsRead()).as("%s%n%s", statement, plan).isLessThanOrEqualTo(40);
        }
    }
}
