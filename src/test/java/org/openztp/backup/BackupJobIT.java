package org.openztp.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.archive.Tarball;
import org.openztp.auth.Vault;
import org.openztp.device.Way;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.script.ScriptRun;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.FakeSshd;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** One configuration after the other from a router inside this JVM. */
class BackupJobIT {
    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static TestDb test;

    @TempDir
    Path home;

    private final String mac = String.format("02:ba:c0:00:00:%02x", DEVICES.incrementAndGet());
    private final Backups backups = new Backups(new Vault(new byte[32]), 20);
    private FakeRouter router;
    private Workshop workshop;
    private BackupOrders orders;
    private long id;

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
        router = new FakeRouter(mac, "23.05.5");
        workshop = new Workshop(home, router.sshd().port(), test.db());
        orders = new BackupOrders(workshop.inventory(), workshop.jobs(), Duration.ofDays(1));
        id = workshop.register(mac);
        gives(Tarball.router("OpenWrt").gzip());
    }

    @AfterEach
    void stop() {
        router.close();
        workshop.close();
    }

    private void gives(byte[] archive) {
        answers(call -> {
            call.out().write(archive);
            call.out().flush();
            return 0;
        });
    }

    private void answers(FakeSshd.Program program) {
        router.sshd().on("'ztp-backup' '8388608'$", program);
    }

    private Next run() throws IOException {
        return new BackupJob(workshop.inventory(), workshop.runs(), workshop.reach(), backups, orders).run(id);
    }

    private void provisioned() {
        test.db().run(tx -> {
            var device = workshop.inventory().devices().lock(tx, id);
            device.startProvisioning(workshop.inventory().now());
            device.provisioned(workshop.inventory().now());
        });
    }

    private List<String> words() {
        return workshop.events(id).stream()
                .filter(event -> event.kind() == EventKind.BACKUP)
                .map(DeviceEvent::message)
                .toList();
    }

    private int versions() {
        return test.db()
                .tx(tx -> backups.list(tx, id, Integer.MAX_VALUE, 100))
                .items()
                .size();
    }

    @Test
    void whatHasChangedIsANewVersionAndWhatHasNotIsNone() throws IOException {
        provisioned();
        assertThat(run()).isEqualTo(Next.done());
        run();
        gives(Tarball.router("ap-1").gzip());
        run();

        assertThat(words())
                .containsExactly(
                        "first backup of the configuration: 4 files, kept as version 1",
                        "configuration changed: 1 file (etc/config/system), kept as version 2");
    }

    @Test
    void aDeviceThatIsNotProvisionedIsLeftAloneUnlessSomebodyAsks() throws IOException {
        assertThat(run()).isEqualTo(Next.done());
        assertThat(versions()).isZero();

        orders.ask(id, "maria");
        run();
        orders.ask(id, "maria");
        run();

        assertThat(words()).hasSize(2).last().isEqualTo("the configuration has not changed");
        assertThat(workshop.events(id))
                .filteredOn(event -> event.kind() == EventKind.BACKUP)
                .allMatch(event -> "maria".equals(event.actor()));
    }

    @Test
    void nothingIsTakenWhileTheDeviceIsInHandOrAScriptIsAtWork() throws IOException {
        orders.ask(id, "maria");
        test.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .lock(tx, id)
                        .startProvisioning(workshop.inventory().now()));
        assertThat(run()).isInstanceOf(Next.Again.class);
        test.db().run(tx -> {
            workshop.inventory()
                    .devices()
                    .lock(tx, id)
                    .provisioned(workshop.inventory().now());
            ScriptRun script = workshop.runs()
                    .add(tx, ScriptRun.ofPlan("b", id, "x", workshop.inventory().now()));
            script.start(workshop.inventory().now());
        });
        assertThat(run()).isInstanceOf(Next.Again.class);
        assertThat(versions()).isZero();
    }

    @Test
    void whatWasTakenWhileAProvisioningBeganIsTakenOnceMore() throws IOException {
        provisioned();
        byte[] archive = Tarball.router("half").gzip();
        answers(call -> {
            test.db().run(tx -> {
                var device = workshop.inventory().devices().lock(tx, id);
                device.queueAgain("retry", workshop.inventory().now());
                device.startProvisioning(workshop.inventory().now());
            });
            call.out().write(archive);
            call.out().flush();
            return 0;
        });

        assertThat(run()).isInstanceOf(Next.Again.class);
        assertThat(versions()).isZero();
    }

    @Test
    void whatFailsIsToldInTheHistoryAndNothingIsKept() throws IOException {
        provisioned();
        answers(call -> {
            call.print("tar: write error: No space left on device\n");
            return 90;
        });
        run();
        answers(call -> 91);
        run();
        answers(call -> 92);
        run();
        gives("sysupgrade: not found\n".getBytes());
        run();
        gives(new Tarball().file("../etc/shadow", "x").gzip());
        run();
        gives(new byte[9 << 20]);
        run();
        router.sshd().down();
        run();

        assertThat(words())
                .hasSize(7)
                .allMatch(words -> words.startsWith("no backup of the configuration: "))
                .satisfiesExactly(
                        words -> assertThat(words).contains("sysupgrade -b failed", "No space left on device"),
                        words -> assertThat(words).contains("more than 8 MiB", "/etc/sysupgrade.conf"),
                        words -> assertThat(words).contains("no room in its /tmp"),
                        words -> assertThat(words).contains("damaged"),
                        words -> assertThat(words).contains("leads out of the archive"),
                        words -> assertThat(words).contains("more than 8 MiB"),
                        words -> assertThat(words).containsIgnoringCase("refused"));
        assertThat(versions()).isZero();
    }

    private void fetchesItsWork() {
        test.db()
                .run(tx -> workshop.inventory().devices().lock(tx, id).pulling().wish());
    }

    private boolean isWanted() {
        return test.db().tx(tx -> orders.askedBy(tx, id)).isPresent();
    }

    @Test
    void aDeviceThatFetchesItsWorkIsNotReachedButBringsItsConfiguration() throws IOException {
        provisioned();
        fetchesItsWork();
        router.sshd().down();

        assertThat(run()).isEqualTo(Next.done());

        assertThat(words()).isEmpty();
        assertThat(isWanted()).isTrue();
        assertThat(orders.ask(id, "maria")).isEqualTo(Way.PULL);
    }

    @Test
    void oneThatTurnsToFetchingWhileItIsBeingReachedHasNotFailed() throws IOException {
        provisioned();
        answers(call -> {
            fetchesItsWork();
            return 91;
        });

        run();

        assertThat(words()).isEmpty();
        assertThat(isWanted()).isTrue();
    }

    @Test
    void aLinkThatBreaksInTheMiddleLeavesNothingBehind() throws IOException {
        provisioned();
        byte[] half = new byte[1000];
        answers(call -> {
            call.out().write(half);
            call.out().flush();
            router.sshd().cut();
            return 0;
        });

        assertThat(run()).isEqualTo(Next.done());
        assertThat(words()).singleElement().asString().contains("connection");
    }

    @Test
    void aDeviceThatWasRemovedIsForgotten() throws IOException {
        orders.ask(id, "maria");
        test.db().run(tx -> {
            var devices = workshop.inventory().devices();
            devices.remove(tx, devices.lock(tx, id));
        });

        assertThat(run()).isEqualTo(Next.done());
    }
}
