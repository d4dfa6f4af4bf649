package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.plan.ProgramOutput.Result;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.WithLab;

/** A change that cuts the router off is taken back by the router itself, whatever happens to the program. */
class ConfirmTimerIT extends WithLab {
    private static final Duration SOON = Duration.ofSeconds(60);

    private LabRouter router;
    private Workbench bench;
    private String address;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server.answer(request -> StandIn.Answer.of(503, "down, but there"));
        router = lab.add();
        address = router.ip();
        await().atMost(SOON).until(this::reachesServer);
        bench = new Workbench(folder);
        bench.environment.put("ZTP_SERVER", server.url());
    }

    private Plan network(String address, int confirm) throws IOException {
        return bench.plan("""
                - action: uci
                  attributes: {set: {network.lan.proto: static, network.lan.ipaddr: %s}, confirm: %d}
                - action: set_hostname
                  attributes: {hostname: after}
                """.formatted(address, confirm));
    }

    private Lab.Output run(Plan plan) {
        router.put("/tmp/plan.sh", Program.render(plan, Workbench.KEY));
        return router.sh("sh /tmp/plan.sh");
    }

    private boolean reachesServer() {
        return router.sh("wget -T 5 -O /dev/null " + server.url() + "/health 2>&1")
                .text()
                .contains("HTTP error 503");
    }

    private void assertAllIsAsBefore() {
        assertThat(router.must("uci show network.lan")).isEqualTo("""
                network.lan=interface
                network.lan.device='eth0'
                network.lan.proto='dhcp'""");
        assertThat(router.must("ls -d /etc/ztp-undo /etc/rc.d/S05* 2>/dev/null || true"))
                .isEmpty();
        await().atMost(SOON).until(this::reachesServer);
        assertThat(router.ip()).isEqualTo(address);
    }

    @Test
    void aChangeThatCutsTheRouterOffIsTakenBack() throws IOException {
        Lab.Output output = run(network("192.0.2.7", 6));

        assertThat(output.exit()).as(output.text()).isEqualTo(21);
        Workbench.Told step = Workbench.read(output.text()).get(0);
        assertThat(step.result()).isEqualTo(Result.ROLLED_BACK);
        assertThat(step.code()).isEqualTo(21);
        assertThat(step.words()).contains("the server was not reached within 6 s");
        assertThat(Workbench.read(output.text())).hasSize(1);
        assertAllIsAsBefore();
        assertThat(router.hostname()).isEqualTo("OpenWrt");
    }

    @Test
    void aGoodChangeStaysAndTheSecondRunWritesNothing() throws IOException {
        Plan plan = network(lab.serverAddress().replace(".0.2", ".200.7"), 6);

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(Workbench.read(output.text()).get(0).result()).isEqualTo(Result.CHANGED);
        assertThat(router.must("ip -4 addr show eth0")).contains(".200.7/16");
        assertThat(router.must("ls -d /etc/ztp-undo /etc/rc.d/S05* 2>/dev/null || true"))
                .isEmpty();
        String before = router.snapshot();
        assertThat(run(plan).exit()).isZero();
        assertThat(router.snapshot()).isEqualTo(before);
    }

    @Test
    void itIsTakenBackWhenTheProgramIsKilled() throws IOException {
        startAndAwaitTheCut(6);
        router.must("kill -9 $(cat /tmp/pid)");

        await().atMost(SOON).until(() -> router.sh("[ -e /etc/ztp-undo ]").exit() != 0);

        assertAllIsAsBefore();
    }

    @Test
    void itIsTakenBackAtTheNextBootWhenThePowerFails() throws IOException {
        startAndAwaitTheCut(900);
        String boot = router.bootId();

        router.reboot();

        router.awaitBootAfter(boot);
        assertAllIsAsBefore();
    }

    @Test
    void theNextPlanTakesBackWhatNobodyWatchesAnyMore() throws IOException {
        startAndAwaitTheCut(900);
        router.must("kill -9 $(cat /tmp/pid) $(cat /tmp/ztp-plan/watcher)");

        Lab.Output output = run(bench.plan("- action: set_hostname\n  attributes: {hostname: OpenWrt}"));

        assertThat(output.text()).contains("an earlier change was not confirmed");
        assertAllIsAsBefore();
    }

    @Test
    void nothingIsChangedWhereTheServerIsOutOfReachFromTheBeginning() throws IOException {
        bench.environment.put("ZTP_SERVER", "http://" + lab.serverAddress() + ":1/ztp");

        Lab.Output output = run(network("192.0.2.7", 6));

        assertThat(output.exit()).isEqualTo(20);
        assertThat(Workbench.read(output.text()).get(0).result()).isEqualTo(Result.UNCHANGED);
        assertAllIsAsBefore();
    }

    @Test
    void aScriptThatFailsUnderTheTimerIsTakenBackAtOnce() throws IOException {
        bench.write("scripts/bad.sh", "uci set network.lan.proto=none && uci commit network\nexit 7\n");

        Lab.Output output = run(bench.plan("- action: run_script\n  attributes: {script: bad.sh, confirm: 900}"));

        assertThat(output.exit()).as(output.text()).isEqualTo(7);
        assertThat(Workbench.read(output.text()).get(0).result()).isEqualTo(Result.ROLLED_BACK);
        assertAllIsAsBefore();
    }

    private void startAndAwaitTheCut(int confirm) throws IOException {
        router.put("/tmp/plan.sh", Program.render(network("192.0.2.7", confirm), Workbench.KEY));
        router.must("sh /tmp/plan.sh >/tmp/out 2>&1 & echo $! >/tmp/pid");
        await().atMost(SOON).until(() -> router.must("ip -4 addr show eth0").contains("192.0.2.7"));
    }
}
