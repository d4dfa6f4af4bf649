package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.device.Device;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.TestDb;
import org.openztp.testkit.Workshop;

/** The runner on routers of the lab: their ash, their dropbear, their processes. */
@Tag("lab")
class RunOnRouterIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static Lab lab;
    private static TestDb test;

    @TempDir
    Path home;

    private Workshop workshop;
    private LabRouter router;
    private Device device;

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
        test = TestDb.h2();
    }

    @AfterAll
    static void endLab() throws IOException {
        test.close();
        lab.close();
    }

    @BeforeEach
    void start() throws IOException {
        workshop = new Workshop(home, 22, test.db());
        router = lab.add();
        long id = workshop.register(router.mac(), router.ip());
        device = workshop.device(id);
    }

    @AfterEach
    void stop() {
        workshop.close();
    }

    private ScriptRun order(String script, String... arguments) throws IOException {
        Files.writeString(workshop.conf("scripts/init.sh"), script);
        return workshop.db().tx(tx -> {
            Script init = workshop.scripts().get("init.sh");
            ScriptRun run = new ScriptRun(
                    "batch",
                    device.id(),
                    init,
                    List.of(arguments),
                    workshop.inventory().now());
            workshop.runs().add(tx, run);
            run.start(workshop.inventory().now());
            return run;
        });
    }

    /** One session of the run, from the sign-in to its outcome. */
    private Outcome session(ScriptRun run) throws Exception {
        try (Reached reached = workshop.reach().to(device)) {
            if (run.bootId() == null) {
                run.in(reached.bootId());
            }
            return workshop.runner()
                    .run(reached.session(), run, workshop.runner().environment(device));
        }
    }

    private CompletableFuture<Outcome> inBackground(ScriptRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return session(run);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitFile(String path) {
        await(path).atMost(SOON).until(() -> router.sh("[ -e " + path + " ]").exit() == 0);
    }

    @Test
    void argumentsAndEnvironmentArriveAsTheyAreAndNothingIsLeftBehind() throws Exception {
        String[] hostile = {"it's", "$(touch /tmp/harmed)", "a b", "", "two\nlines", "`id`", ";reboot"};
        ScriptRun run = order("printf '<%s>' \"$ZTP_ID\" \"$@\"; echo >&2 oops; cat; exit 7\n", hostile);
        Outcome outcome = session(run);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Ended.class, ended -> assertThat(ended.code()).isEqualTo(7));
        assertThat(workshop.output(device.id()))
                .isEqualTo("<" + device.id() + "><" + String.join("><", hostile) + ">oops\n");
        assertThat(router.sh("ls -d /tmp/harmed /tmp/init.sh* /tmp/.ztp-* 2>/dev/null")
                        .text())
                .isEmpty();
    }

    @Test
    void theScriptOutlivesItsLinkAndASecondSessionLearnsItsEnd() throws Exception {
        ScriptRun run = order("""
                echo begun
                echo x >>/tmp/starts
                while [ ! -e /tmp/go ]; do echo tick; sleep 1; done
                echo done >/tmp/finished
                exit 5
                """);
        CompletableFuture<Outcome> first = inBackground(run);
        awaitFile("/tmp/starts");
        router.pullCable();
        assertThat(first.get()).isInstanceOf(Outcome.Lost.class);
        router.plugCable();
        CompletableFuture<Outcome> second = inBackground(run);
        router.must("touch /tmp/go");
        assertThat(second.get())
                .isInstanceOfSatisfying(
                        Outcome.Ended.class, ended -> assertThat(ended.code()).isEqualTo(5));
        assertThat(router.must("cat /tmp/starts /tmp/finished")).isEqualTo("x\ndone");
    }

    @Test
    void theEndOfARunIsToldAgainAsLongAsItIsNotStored() throws Exception {
        ScriptRun run = order("echo x >>/tmp/starts; exit 4\n");
        try (Reached reached = workshop.reach().to(device)) {
            run.in(reached.bootId());
            router.must("mkdir /tmp/.ztp-" + run.key() + " && echo 4 >/tmp/.ztp-" + run.key() + "/exit");
            Outcome outcome = workshop.runner()
                    .run(reached.session(), run, workshop.runner().environment(device));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Ended.class,
                            ended -> assertThat(ended.code()).isEqualTo(4));
        }
        assertThat(router.sh("cat /tmp/starts").exit()).isNotZero();
    }

    @Test
    void aRunThatWasKilledHasVanishedAndIsNotStartedAgain() throws Exception {
        ScriptRun run = order("echo x >>/tmp/starts; echo $$ >/tmp/script; exec sleep 60\n");
        CompletableFuture<Outcome> first = inBackground(run);
        awaitFile("/tmp/script");
        router.must("kill -9 $(cat /tmp/.ztp-" + run.key() + "/pid /tmp/script)");
        assertThat(first.get()).isInstanceOf(Outcome.Vanished.class);
        assertThat(session(run)).isInstanceOf(Outcome.Vanished.class);
        assertThat(router.must("cat /tmp/starts")).isEqualTo("x");
    }

    @Test
    void aRunThatWasKilledBeforeItBeganHasVanishedAndNeverBegins() throws Exception {
        ScriptRun run = order("touch /tmp/harmed\n");
        String folder = "/tmp/.ztp-" + run.key();
        router.must("mkdir " + folder);
        assertThat(session(run)).isInstanceOf(Outcome.Vanished.class);
        assertThat(router.sh("[ -e /tmp/harmed ]").exit()).isNotZero();
        assertThat(router.sh("mkdir " + folder + "/begun").exit())
                .as("who comes late may not begin it")
                .isNotZero();
    }

    @Test
    void aRunOfAnEarlierBootIsNotStartedInThisOne() throws Exception {
        ScriptRun run = order("touch /tmp/harmed\n");
        run.in("00000000-0000-0000-0000-000000000000");
        assertThat(session(run)).isInstanceOf(Outcome.Vanished.class);
        assertThat(router.sh("[ -e /tmp/harmed ]").exit()).isNotZero();
    }

    @Test
    void whatAnEarlierRunLeftIsEnded() throws Exception {
        ScriptRun hung = order("touch /tmp/hangs; sleep 1000\n");
        CompletableFuture<Outcome> first = inBackground(hung);
        awaitFile("/tmp/hangs");
        ScriptRun next = order("exit 0\n");
        assertThat(session(next)).isInstanceOf(Outcome.Ended.class);
        assertThat(first.get()).as("ended, not timed out").isInstanceOf(Outcome.Vanished.class);
        assertThat(router.sh("ls -d /tmp/.ztp-* 2>/dev/null").text()).isEmpty();
    }

    @Test
    void aLinkCutInTheMiddleOfAnUploadLeavesNoHalfScript() throws Exception {
        router.must("touch /tmp/init.sh");
        ScriptRun run = order("# " + "x".repeat(80_000_000) + "\n");
        CompletableFuture<Outcome> first = inBackground(run);
        awaitFile("/tmp/init.sh.part");
        router.pullCable();
        Outcome outcome = first.get();
        router.plugCable();
        assertThat(outcome).isInstanceOf(Outcome.Lost.class);
        assertThat(router.must("wc -c </tmp/init.sh").strip()).isEqualTo("0");
    }
}
