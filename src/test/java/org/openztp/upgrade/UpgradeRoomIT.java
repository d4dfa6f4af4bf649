package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.Lab;

/** Services are stopped where memory is short and for no other reason, and started again whatever happens. */
@Tag("lab")
class UpgradeRoomIT {
    private static final List<String> STOPPED = List.of("wifi down", "uhttpd stop", "led stop");
    private static final String[] STOPPED_AND_STARTED = {
        "wifi down", "uhttpd stop", "led stop", "wifi up", "uhttpd start", "led start"
    };
    private static Lab lab;

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    private interface OnBench {
        void run(UpgradeBench bench) throws IOException;
    }

    private static AtOnce.Case on(String name, int taken, OnBench body) {
        return new AtOnce.Case(name, () -> {
            try (UpgradeBench bench = new UpgradeBench(lab)) {
                bench.shortOfMemory(taken);
                body.run(bench);
            }
        });
    }

    /** Slow enough for a kill to come at any of its steps, the last of them included. */
    private static Stream<AtOnce.Case> killed() {
        return Stream.of("0.2", "0.7", "1.2", "1.7", "2.5", "4")
                .map(after -> on("the program is killed after " + after + " s", 50_000, bench -> {
                    bench.patience = 3;
                    bench.server.fault(bench.server.slowly(20_000));
                    bench.prepareAside();
                    bench.router.must("sleep " + after + "; kill -9 $(cat /root/pid) 2>/dev/null || true");
                    bench.leavesNothing();
                    assertThat(bench.told().stream()
                                    .filter(told -> told.contains("uhttpd"))
                                    .toList())
                            .isIn(List.of(), List.of("uhttpd stop", "uhttpd start"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> whereMemoryIsShort() {
        return AtOnce.tests(Stream.concat(
                Stream.of(
                        on("the link dies", 50_000, bench -> {
                            bench.patience = 3;
                            bench.router.pullCable();
                            bench.fails(37, "nobody brought the image", "ZTP_SILENCE=1");
                            assertThat(bench.told()).containsExactly(STOPPED_AND_STARTED);
                        }),
                        on("with memory enough nothing is stopped", 50_000, bench -> {
                            bench.memory(9000);
                            bench.preparesWell();
                            assertThat(bench.told()).isEmpty();
                        }),
                        on("a ready image that nobody comes for goes, and the services are back", 50_000, bench -> {
                            bench.patience = 8;
                            bench.preparesWell();
                            assertThat(bench.told()).isEqualTo(STOPPED);
                            bench.leavesNothing();
                            assertThat(bench.told()).containsExactly(STOPPED_AND_STARTED);
                        }),
                        on("where it is still too little the services are back at the end", 100, bench -> {
                            bench.fails(30, "there is no room for the image: 1043 kB are needed");
                            assertThat(bench.told()).containsExactly(STOPPED_AND_STARTED);
                            assertThat(bench.server.froms()).isEmpty();
                        }),
                        on("the program is killed while it fetches", 50_000, bench -> {
                            bench.server.fault(bench.server.slowly(100));
                            bench.prepareAside();
                            UpgradeBench.soon()
                                    .until(() -> bench.router
                                                    .sh("[ -s /tmp/ztp-upgrade/image ]")
                                                    .exit()
                                            == 0);
                            bench.router.must("kill -9 $(cat /root/pid)");
                            bench.leavesNothing();
                            assertThat(bench.told()).containsExactly(STOPPED_AND_STARTED);
                            assertThat(bench.router.must("ps | grep '[w]ge[tu] -O\\\\|[n]c 10' || true"))
                                    .as("who still fetches")
                                    .isEmpty();
                        }),
                        on(
                                "the program and who cleans up are killed, and the next one begins with that",
                                50_000,
                                bench -> {
                                    bench.preparesWell();
                                    bench.router.must("kill -9 $(cut -d ' ' -f 1 /tmp/ztp-upgrade/guard)");
                                    bench.mac = "02:00:00:00:00:01";
                                    assertThat(bench.prepare().exit()).isEqualTo(21);
                                    bench.mac = bench.router.mac();
                                    bench.preparesWell();
                                    assertThat(bench.told())
                                            .startsWith(STOPPED_AND_STARTED)
                                            .endsWith(STOPPED.toArray(String[]::new));
                                }),
                        on("what another user put in the way is not believed", 50_000, bench -> {
                            bench.memory(9000);
                            bench.router.must(
                                    "mkdir /tmp/ztp-upgrade; echo '../../root/evil' >/tmp/ztp-upgrade/stopped;"
                                            + " chown -R nobody /tmp/ztp-upgrade; echo 'touch /root/done' >/root/evil;"
                                            + " chmod 755 /root/evil");
                            bench.preparesWell();
                            assertThat(bench.router.sh("[ -e /root/done ]").exit())
                                    .isEqualTo(1);
                        })),
                killed()));
    }
}
