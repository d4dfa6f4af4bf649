package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** The lines that the bootstrap writes for cron, carried out by busybox' own crond. It takes the rest of a minute. */
@Tag("lab")
class CalledByCronIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String CRON_SERVICE = """
            #!/bin/sh /etc/rc.common
            START=50
            USE_PROCD=1
            reload_service() {
              [ ! -e /tmp/run/crond.pid ] || kill "$(cat /tmp/run/crond.pid)"
              crond -f -c /etc/crontabs -l 5 </dev/null >/dev/null 2>&1 &
              echo $! >/tmp/run/crond.pid
            }
            """;

    @TempDir
    Path home;

    private Lab lab;

    private void motto(String words) throws IOException {
        Path file = home.resolve("conf/definitions/default.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                name: default
                actions:
                  - {name: motto, action: uci, attributes: {set: {"system.@system[0].notes": %s}}}
                """.formatted(words));
    }

    private static void awaitMotto(LabRouter router, String words) {
        await(words + " on " + router)
                .atMost(PATIENCE)
                .until(() -> router.sh("uci -q get system.@system[0].notes && ls -A /tmp/ztp-agent")
                        .text()
                        .equals(words + "\nasked\n"));
    }

    private LabRouter plugIn(ServerProcess server) throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.refuseSsh();
        router.put("/etc/init.d/cron", CRON_SERVICE);
        router.must("chmod 755 /etc/init.d/cron");
        router.must("wget -qO- http://" + lab.serverAddress() + ":" + server.port() + "/ztp/bootstrap | ZTP_PULL=1 sh");
        return router;
    }

    @Test
    void eachLineBringsTheNextPlanThoughNobodyElseCallsTheAgent() throws IOException {
        motto("first");
        try (Lab started = Lab.start();
                ServerProcess server =
                        new ServerProcess(home, "provision.follow-plans", "true", "pull.every", "1m").start()) {
            lab = started;
            LabRouter asked = plugIn(server);
            LabRouter silent = plugIn(server);
            for (LabRouter router : List.of(asked, silent)) {
                awaitMotto(router, "first");
                assertThat(router.must("cat /etc/crontabs/root")).isEqualTo("""
                        0-59/1 * * * * /usr/sbin/ztp-agent cron
                        * * * * * [ -e /tmp/ztp-agent/asked ] || /usr/sbin/ztp-agent cron""");
                assertThat(router.sh("kill -0 $(cat /tmp/run/crond.pid)").exit())
                        .as("the installation started it")
                        .isZero();
            }
            // as after a start, and by the line for that alone
            silent.must("sed -i 1d /etc/crontabs/root && rm /tmp/ztp-agent/asked && /etc/init.d/cron restart");

            motto("second");

            awaitMotto(asked, "second");
            awaitMotto(silent, "second");
        }
    }
}
