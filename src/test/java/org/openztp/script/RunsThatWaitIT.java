package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.http.Problem;
import org.openztp.job.Next;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** Runs of devices that fetch their work, or were replaced before the run's turn came. */
class RunsThatWaitIT {
    @TempDir
    Path home;

    private TestDb test;
    private FakeRouter router;
    private Workshop workshop;
    private long device;

    @BeforeEach
    void start() throws IOException {
        test = TestDb.h2();
        router = new FakeRouter("02:1a:b0:00:00:01", "23.05.3");
        workshop = new Workshop(home, router.sshd().port(), test.db());
        device = workshop.register("02:1a:b0:00:00:01");
    }

    @AfterEach
    void stop() {
        router.close();
        workshop.close();
        test.close();
    }

    private long order(String argument) {
        NewScriptRuns wanted = new NewScriptRuns("set_hostname.sh", List.of(device), false, List.of(argument));
        return workshop.orders().order(wanted, "maria").runs().get(0).id();
    }

    private Next work(long run) throws IOException {
        return new ScriptJob(
                        workshop.inventory(),
                        workshop.runs(),
                        workshop.reach(),
                        workshop.runner(),
                        workshop.settings().provision())
                .run(run);
    }

    private void assertReplaced(long id) {
        assertThat(view(id).state()).isEqualTo(ScriptRunState.FAILED);
        assertThat(view(id).reason()).isEqualTo("replaced");
        assertThat(view(id).finishedAt()).isNotNull();
    }

    private void fetches() {
        workshop.db()
                .run(tx ->
                        workshop.inventory().devices().get(tx, device).pulling().wish());
    }

    private ScriptRunView view(long id) {
        return workshop.db()
                .tx(tx -> workshop.runs().views(tx, List.of(workshop.runs().get(tx, id))))
                .get(0);
    }

    @Test
    void aRunWaitsForADeviceThatFetchesItsWorkUntilItHasItsTurn() {
        long id = order("x");
        assertThat(view(id).waitsForDevice()).isFalse();
        fetches();
        assertThat(view(id).waitsForDevice()).isTrue();
        assertThat(view(id).deviceAskedAt()).isNull();
        workshop.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .get(tx, device)
                        .pulling()
                        .asked(Instant.parse("2026-03-29T01:30:00Z")));
        assertThat(view(id).deviceAskedAt()).isEqualTo("2026-03-29T01:30:00Z");
        workshop.db().run(tx -> workshop.runs().get(tx, id).start(Instant.parse("2026-03-29T01:31:00Z")));
        assertThat(view(id).waitsForDevice()).isFalse();
        assertThat(view(id).deviceAskedAt()).isNull();
    }

    private void retire() {
        workshop.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .get(tx, device)
                        .retire("another", workshop.inventory().now()));
    }

    @Test
    void aDeviceThatWasReplacedIsNoTargetAndLeftOutOfAll() {
        long other = workshop.register("02:1a:b0:00:00:02");
        retire();
        assertThatThrownBy(() ->
                        workshop.orders().order(new NewScriptRuns("init.sh", List.of(other, device), false, null), "m"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("another box has the place of these: " + device);
        assertThat(workshop.runsOf(other)).isEmpty();
        assertThat(workshop.orders()
                        .order(new NewScriptRuns("init.sh", null, true, null), "m")
                        .runs())
                .extracting(ScriptRunView::deviceId)
                .contains(other)
                .doesNotContain(device);
    }

    @Test
    void whatWasQueuedBeforeItsDeviceWasReplacedFailsAndNothingIsDoneToTheDevice() throws IOException {
        long pushed = order("x");
        long fetched = order("y");
        retire();
        assertThat(work(pushed)).isEqualTo(Next.done());
        fetches();
        assertThat(work(fetched)).isEqualTo(Next.done());

        assertReplaced(pushed);
        assertReplaced(fetched);
        assertThat(router.starts()).isZero();
    }
}
