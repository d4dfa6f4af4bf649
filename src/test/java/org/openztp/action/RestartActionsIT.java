package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.StandIn;

/** Restarts and flashes, as actions on a router: once each, and the plan goes on after them. */
class RestartActionsIT extends OnRouter {
    @Test
    void theRouterIsRestartedOnceAndThePlanGoesOn() throws IOException {
        Plan plan = bench.plan("""
                - action: set_hostname
                  attributes: {hostname: before}
                - action: reboot
                - action: copy_file
                  attributes: {src: banner, dst: /etc/after}
                """);
        String boot = router.must("cat /proc/sys/kernel/random/boot_id");

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isEqualTo(Program.RESTARTING);
        assertThat(results(output)).isEqualTo("1 CHANGED 0, 2 CHANGED 245");
        await().atMost(Duration.ofSeconds(60)).until(() -> isUpAgain(boot));
        Lab.Output after = run(plan);
        assertThat(after.exit()).as(after.text()).isZero();
        assertThat(results(after)).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0, 3 CHANGED 0");
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 UNCHANGED 0, 3 UNCHANGED 0");
    }

    @Test
    void theRouterIsFlashedOnceAndThePlanGoesOn() throws IOException {
        LabImage image = LabImage.of("24.10.1", 300_000, List.of("lab,ap-1"));
        server.answer(request -> new StandIn.Answer(200, image.bytes()));
        bench.firmware.put("24.10/a b.bin", image.sha256());
        Plan plan = bench.plan("""
                - action: upgrade
                  attributes: {file: 24.10/a b.bin, release: 24.10.1}
                - action: set_hostname
                  attributes: {hostname: after}
                """);
        String boot = router.must("cat /proc/sys/kernel/random/boot_id");

        Lab.Output output = run(plan);

        assertThat(output.exit()).as(output.text()).isEqualTo(Program.FLASHING);
        assertThat(server.requests().get(0).path()).isEqualTo("/ztp/fw/24.10/a b.bin");
        await().atMost(Duration.ofSeconds(60)).until(() -> isUpAgain(boot));
        assertThat(router.release()).isEqualTo("24.10.1");
        assertThat(results(run(plan))).isEqualTo("1 UNCHANGED 0, 2 CHANGED 0");
        assertThat(router.flashes()).isEqualTo(1);
    }

    @Test
    void aReleaseThatDidNotStartIsNotFlashedAgain() throws IOException {
        LabImage image = LabImage.of("24.10.1", 3000, List.of("lab,ap-1"));
        LabImage other = LabImage.of("24.10.1", 3000, List.of("other,board"));
        server.answer(request -> new StandIn.Answer(200, image.bytes()));
        String upgrade = "- action: upgrade\n  attributes: {file: x.bin, release: 24.10.1, sha256: %s}";

        assertThat(run(bench.plan(upgrade.formatted(other.sha256()))).exit()).isEqualTo(13);
        server.answer(request -> new StandIn.Answer(200, other.bytes()));
        assertThat(run(bench.plan(upgrade.formatted(other.sha256()))).exit()).isEqualTo(14);
        assertThat(router.must("ls /etc/ztp.flashing /tmp/ztp-image.bin 2>/dev/null || true"))
                .isEmpty();
        router.must("echo 24.10.1 >/etc/ztp.flashing");
        assertThat(run(bench.plan(upgrade.formatted(image.sha256()))).exit()).isEqualTo(15);
        assertThat(router.sysupgrades()).isZero();
    }

    private boolean isUpAgain(String boot) {
        Lab.Output said = router.sh("[ -s /tmp/run/dropbear.pid ] && cat /proc/sys/kernel/random/boot_id");
        return said.exit() == 0 && !said.text().strip().equals(boot);
    }

    private static String results(Lab.Output output) {
        return Workbench.read(output.text()).stream()
                .map(told -> told.step() + " " + told.result() + " " + told.code())
                .collect(Collectors.joining(", "));
    }
}
