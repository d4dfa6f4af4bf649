package org.openztp.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.openztp.http.Json;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.Step;
import org.openztp.plan.Workbench;
import org.openztp.testkit.Lab;
import org.openztp.testkit.TarGz;

/** What holds for the program of a plan, whatever its actions are. */
class WholeProgramIT extends OnRouter {
    @Test
    void aProgramWithEveryActionIsCleanToShellcheck() throws IOException {
        bench.firmware.put("x.bin", "0".repeat(64));
        bench.write("files/site.uci", "package network\n\nconfig interface lan\n\toption x 'it'\\''s $HOME'\n");
        Files.write(
                bench.conf.resolve("files/backup.tgz"),
                new TarGz().file("etc/config/network", "config interface lan\n").bytes());
        Plan plan = bench.plan("""
                - {action: set_hostname, attributes: {hostname: a}}
                - {action: uci, attributes: {set: {network.a: b, network.a.c: [it's, $$x]}}}
                - {action: packages, attributes: {install: a, remove: b}}
                - {action: copy_file, attributes: {src: binary, dst: /x, reload: log}}
                - {action: template, attributes: {src: motd, dst: /x, variables: {name: x}}}
                - {action: authorized_keys, attributes: {keys: ['KEY']}}
                - {action: password, attributes: {hash: $6$salt$abcdefghijkl}}
                - {action: service, attributes: {name: log, commands: [enable, restart]}}
                - {action: run_script, attributes: {script: mark.sh}}
                - {action: remote_log, attributes: {address: 10.0.0.1}}
                - {action: restore, attributes: {src: site.uci}}
                - {action: restore, attributes: {src: backup.tgz}}
                - {action: reboot}
                - {action: reboot, attributes: {when: needed}}
                - {action: upgrade, attributes: {file: x.bin, release: 24.10.0}}
                """.replace("KEY", KEY_ONE));
        assertThat(plan.steps()).extracting(Step::action).containsAll(Actions.names());
        Path file = Files.write(folder.resolve("program"), Program.render(plan, Workbench.KEY));

        Lab.Output output = Lab.run(null, List.of("shellcheck", "-s", "dash", file.toString()));

        assertThat(output.exit()).as(output.text()).isZero();
    }

    @Test
    void noWordEscapesItsQuotesInARoutersShell() throws IOException {
        bench.write("scripts/mark.sh", "for a; do printf '%s\\n--\\n' \"$a\"; done\n");
        int[] odd =
                "'\"\\$`;&|<>(){}[]*?!#~%=\n\r\t abc01\u00e4\u20ac".codePoints().toArray();
        Random random = new Random(7);
        StringBuilder expected = new StringBuilder();
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(20); k >= 0; k--) {
                word.appendCodePoint(odd[random.nextInt(odd.length)]);
            }
            expected.append(word).append("\n--\n");
            yaml.append("\n    - ")
                    .append(Json.MAPPER.writeValueAsString(word.toString().replace("$", "$$")));
        }

        Workbench.Told told = first("- action: run_script\n  attributes:\n   script: mark.sh\n   arguments:" + yaml);

        assertThat(told.words()).isEqualTo(expected.toString());
    }

    @Test
    void whatOneRunLeftToReloadTheNextOneReloads() throws IOException {
        calls();
        router.must("echo log >/tmp/ztp-reload");

        first("- action: set_hostname\n  attributes: {hostname: OpenWrt}");

        assertThat(calls()).isEqualTo("log reload");
    }

    @Test
    void twoPlansAtOnceDoNotMix() throws IOException {
        bench.write("scripts/mark.sh", "while [ ! -e /tmp/go ]; do sleep 1; done\n");
        Plan plan = bench.plan("- action: run_script\n  attributes: {script: mark.sh}");
        router.put("/tmp/plan.sh", Program.render(plan, Workbench.KEY));
        router.must("sh /tmp/plan.sh >/tmp/first 2>&1 & while [ ! -e /tmp/ztp-plan/script ]; do sleep 1; done");

        assertThat(router.sh("sh /tmp/plan.sh").exit()).isEqualTo(Program.BUSY);

        router.must("touch /tmp/go");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> router.must("cat /tmp/first").contains("end 1 0"));
        assertThat(router.must("cat " + Program.MARKS)).contains("begin 1", "end 1 0 changed");
    }
}
