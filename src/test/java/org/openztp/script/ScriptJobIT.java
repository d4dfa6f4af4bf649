package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.job.Next;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.MortalSsh;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

class ScriptJobIT {
    private static final AtomicInteger DEVICES = new AtomicInteger();
    private static TestDb test;

    @TempDir
    Path home;

    private final String mac = String.format("02:1a:b0:00:00:%02x", DEVICES.incrementAndGet());
    private FakeRouter router;
    private Workshop workshop;
    private long device;

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
        router = new FakeRouter(mac, "23.05.3");
        workshop = new Workshop(home, router.sshd().port(), test.db());
        device = workshop.register(mac);
    }

    @AfterEach
    void stop() {
        router.close();
        workshop.close();
    }

    private long order(String... arguments) {
        NewScriptRuns wanted = new NewScriptRuns("set_hostname.sh", List.of(device), false, List.of(arguments));
        return workshop.orders().order(wanted, "maria").runs().get(0).id();
    }

    private Next work(long run) throws IOException {
        return work(run, workshop.runner());
    }

    private Next work(long run, Runner runner) throws IOException {
        Settings.Provision settings = workshop.settings().provision();
        return new ScriptJob(workshop.inventory(), workshop.runs(), workshop.reach(), runner, settings).run(run);
    }

    private ScriptRun run(long id) {
        return workshop.db().tx(tx -> workshop.runs().get(tx, id));
    }

    private void assertEnded(long id, ScriptRunState state, String reason) {
        assertThat(run(id).state()).isEqualTo(state);
        assertThat(run(id).reason()).isEqualTo(reason);
        assertThat(run(id).finishedAt()).isNotNull();
    }

    @Test
    void aScriptRunsWithItsArgumentsAndKeepsWhatItPrinted() throws IOException {
        router.script(shell -> {
            shell.print("named " + shell.arguments() + " for " + shell.env("ZTP_ID") + "\n");
            return 0;
        });
        long id = order("wrt-${id}");
        assertThat(work(id)).isEqualTo(Next.done());
        assertEnded(id, ScriptRunState.SUCCEEDED, null);
        assertThat(run(id).exitCode()).isZero();
        assertThat(run(id).requestedBy()).isEqualTo("maria");
        assertThat(workshop.output(device)).isEqualTo("named [wrt-" + device + "] for " + device + "\n");
        assertThat(router.filesOfTmp()).isEmpty();
        assertThat(workshop.device(device).state()).isEqualTo(DeviceState.REGISTERED);
        work(id);
        assertThat(router.starts()).isOne();
    }

    @Test
    void whatTheRouterIsCalledAfterAScriptIsOnRecord() throws IOException {
        router.script(shell -> {
            router.hostname("lobby");
            return 0;
        });
        work(order("lobby"));
        assertThat(workshop.device(device).hostname()).isEqualTo("lobby");
        work(order("lobby"));
        assertThat(workshop.events(device))
                .extracting(DeviceEvent::message)
                .filteredOn(words -> words.startsWith("hostname: "))
                .singleElement()
                .asString()
                .endsWith(" → lobby");
    }

    @Test
    void aNameThatNoRouterCanHaveIsNotPutOnRecord() throws IOException {
        router.hostname("two words");
        long id = order("lobby");
        work(id);
        assertEnded(id, ScriptRunState.SUCCEEDED, null);
        assertThat(workshop.device(device).hostname()).isNotEqualTo("two words");
    }

    @Test
    void aServerUrlSetSinceTheDeviceRegisteredIsWhatItsScriptsAreTold() throws IOException {
        router.script(shell -> {
            shell.print(shell.env("ZTP_SERVER"));
            return 0;
        });
        work(order("one"));
        work(
                order("two"),
                new Runner(workshop.inventory(), workshop.runs(), workshop.scripts(), movedTo("http://new/x")));
        assertThat(workshop.output(device)).isEqualTo("http://ztp.example:8080/ztphttp://new/x");
    }

    private Settings movedTo(String url) {
        Settings now = workshop.settings();
        return new Settings(
                now.home(),
                Optional.of(URI.create(url)),
                now.http(),
                now.db(),
                now.enrolment(),
                now.provision(),
                now.scripts(),
                now.pull(),
                now.dhcp(),
                now.ztps(),
                now.firmware(),
                now.history(),
                now.backup(),
                now.upgrade(),
                now.rollout(),
                now.images());
    }

    @Test
    void aScriptThatFailsSaysHow() throws IOException {
        router.script(shell -> {
            shell.print("the name could not be set\n");
            return 11;
        });
        long id = order("x");
        work(id);
        assertEnded(id, ScriptRunState.FAILED, Reason.SCRIPT_FAILED);
        assertThat(run(id).exitCode()).isEqualTo(11);
        assertThat(workshop.events(device))
                .anyMatch(event ->
                        event.message().contains("11: the name could not be set") && "maria".equals(event.actor()));
    }

    @Test
    void aDeviceOutOfReachFailsTheRunAtOnce() throws IOException {
        router.sshd().down();
        long id = order("x");
        assertThat(work(id)).isEqualTo(Next.done());
        assertEnded(id, ScriptRunState.FAILED, Reason.SSH_UNREACHABLE);
    }

    @Test
    void aLostLinkIsJoinedAgainAndTheScriptIsStartedOnce() throws IOException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        router.script(shell -> {
            router.sshd().cut();
            mayEnd.await();
            return 5;
        });
        long id = order("x");
        assertThat(work(id)).isInstanceOf(Next.Again.class);
        assertThat(run(id).state()).isEqualTo(ScriptRunState.RUNNING);
        mayEnd.countDown();
        assertThat(work(id)).isEqualTo(Next.done());
        assertThat(run(id).exitCode()).isEqualTo(5);
        assertThat(router.starts()).isOne();
    }

    @Test
    void aDeviceThatStaysAwayFailsTheRunWhenTheTimeOfAScriptIsOver() throws IOException {
        router.script(shell -> router.goDown());
        long id = order("x");
        assertThat(work(id)).isInstanceOf(Next.Again.class);
        assertThat(work(id)).isInstanceOf(Next.Again.class);
        workshop.clock().advance(workshop.settings().provision().scriptTimeout());
        assertThat(work(id)).isEqualTo(Next.done());
        assertEnded(id, ScriptRunState.FAILED, Reason.SSH_UNREACHABLE);
    }

    @Test
    void aScriptThatRestartsTheDeviceIsNotStartedAgainAfterIt() throws IOException {
        router.script(shell -> router.goDown());
        long id = order("x");
        work(id);
        router.boot("23.05.3");
        assertThat(work(id)).isEqualTo(Next.done());
        assertEnded(id, ScriptRunState.FAILED, Reason.INTERRUPTED);
        assertThat(router.starts()).isOne();
    }

    @Test
    void aScriptThatOverstaysIsGivenUp() throws IOException {
        router.script(shell -> {
            shell.print("waiting\n");
            Thread.currentThread().join();
            return 0;
        });
        long id = order("x");
        assertThat(work(id, workshop.runner(Duration.ofMillis(700)))).isEqualTo(Next.done());
        assertEnded(id, ScriptRunState.FAILED, Reason.SCRIPT_TIMEOUT);
        assertThat(workshop.output(device)).isEqualTo("waiting\n");
    }

    @Test
    void aKilledServerTakesTheRunUpWhereItWas() throws IOException {
        int act = 0;
        int survived = 0;
        boolean killed = true;
        while (killed) {
            workshop.ssh().killAt(act, act % 2 == 1);
            long id = order("x");
            killed = false;
            try {
                work(id);
            } catch (MortalSsh.Killed e) {
                killed = true;
                work(id);
            }
            assertEnded(id, ScriptRunState.SUCCEEDED, null);
            survived++;
            act++;
            assertThat(router.starts()).isEqualTo(survived);
        }
        assertThat(act).isGreaterThan(3);
    }

    @Test
    void aRunWaitsWhileItsDeviceIsBeingProvisioned() throws IOException {
        workshop.db()
                .run(tx -> workshop.inventory()
                        .events()
                        .add(
                                tx,
                                workshop.inventory()
                                        .devices()
                                        .get(tx, device)
                                        .startProvisioning(workshop.inventory().now())));
        long id = order("x");
        assertThat(work(id)).isInstanceOf(Next.Again.class);
        assertThat(run(id).state()).isEqualTo(ScriptRunState.QUEUED);
        assertThat(router.starts()).isZero();
    }

    @Test
    void twoRunsOnADeviceComeOneAfterTheOther() throws IOException {
        long first = order("x");
        long second = order("y");
        workshop.db()
                .run(tx -> workshop.runs()
                        .get(tx, first)
                        .start(workshop.inventory().now()));
        assertThat(work(second)).isInstanceOf(Next.Again.class);
        work(first);
        assertThat(work(second)).isEqualTo(Next.done());
        assertEnded(second, ScriptRunState.SUCCEEDED, null);
    }

    @Test
    void aRunOfARemovedDeviceIsForgotten() throws IOException {
        long id = order("x");
        workshop.db().run(tx -> {
            workshop.orders().removed(tx, device);
            workshop.inventory()
                    .devices()
                    .remove(tx, workshop.inventory().devices().get(tx, device));
        });
        assertThat(work(id)).isEqualTo(Next.done());
    }

    @Test
    void unknownAndUnapprovedTargetsAreNamedAndNothingIsOrdered() {
        long waiting = pending();
        assertThatThrownBy(() -> workshop.orders()
                        .order(new NewScriptRuns("init.sh", List.of(device, 999_998L, 999_999L), false, null), "m"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("999998, 999999");
        assertThatThrownBy(() -> workshop.orders()
                        .order(new NewScriptRuns("init.sh", List.of(device, waiting), false, null), "m"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not approved yet: " + waiting);
        assertThatThrownBy(() ->
                        workshop.orders().order(new NewScriptRuns("../init.sh", List.of(device), false, null), "m"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("../init.sh");
        assertThat(workshop.runsOf(device)).isEmpty();
    }

    @Test
    void allTakesEveryDeviceButThoseThatWaitForAnApproval() {
        long waiting = pending();
        List<ScriptRunView> runs = workshop.orders()
                .order(new NewScriptRuns("init.sh", null, true, null), "m")
                .runs();
        assertThat(runs).extracting(ScriptRunView::deviceId).contains(device).doesNotContain(waiting);
        assertThat(runs)
                .extracting(ScriptRunView::batch)
                .containsOnly(runs.get(0).batch());
    }

    @Test
    void theTargetsAreLookedUpByOneQueryHoweverManyTheyAre() {
        List<Long> many = new ArrayList<>(List.of(device));
        for (int i = 0; i < 20; i++) {
            many.add(workshop.register(String.format("02:1a:b0:00:%02x:%02x", device, i)));
        }
        long selects = test
                .sql()
                .executedDuring(() -> workshop.orders().order(new NewScriptRuns("init.sh", many, false, null), "m"))
                .stream()
                .filter(executed -> executed.sql().toLowerCase(Locale.ROOT).startsWith("select"))
                .count();
        assertThat(selects).isOne();
    }

    private long pending() {
        String other = String.format("02:1a:b0:00:ff:%02x", DEVICES.incrementAndGet());
        return workshop.db()
                .tx(tx -> workshop.inventory()
                        .devices()
                        .add(
                                tx,
                                new Device(
                                        new MacAddress(other),
                                        DeviceState.PENDING,
                                        workshop.inventory().now()))
                        .id());
    }
}
