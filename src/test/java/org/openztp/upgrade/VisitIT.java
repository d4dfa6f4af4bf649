package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.openztp.openwrt.Ash;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;

/** Looks at a run: it is begun once, goes on between them, and each brings what was printed since the last. */
@Tag("lab")
class VisitIT {
    private static final String KEY = "run-0a1b2c3d";
    private static final String FILE = "/tmp/it's a program";
    private static final String SLEEPS = "echo $$ >/root/pid; sleep 100\n";
    private static final int NO_FILE = 252;
    private static final int GOES_ON = 253;
    private static final int GONE = 254;
    private static Lab lab;

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    /** A router of its own for each case. */
    private record Visited(LabRouter router, String boot) {
        static Visited add() throws IOException {
            LabRouter router = lab.add();
            router.ip();
            return new Visited(router, router.bootId());
        }

        void put(String program) {
            router.put(Ash.quote(FILE), program);
        }

        Lab.Output visit(long offset) {
            return router.sh(UpgradeProgram.visit(KEY, boot, FILE, offset));
        }

        Lab.Output atItsEnd(long offset) {
            return UpgradeBench.soon().until(() -> visit(offset), seen -> seen.exit() != GOES_ON);
        }

        void didNotRun() {
            assertThat(router.sh("[ -e /root/ran ]").exit()).isEqualTo(1);
        }
    }

    private interface OnRouter {
        void run(Visited visited);
    }

    private interface OnBench {
        void run(UpgradeBench bench) throws IOException;
    }

    private static Case on(String name, OnRouter body) {
        return new Case(name, () -> body.run(Visited.add()));
    }

    private static Case bench(String name, OnBench body) {
        return new Case(name, () -> {
            try (UpgradeBench bench = new UpgradeBench(lab)) {
                body.run(bench);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aRun() {
        return AtOnce.tests(Stream.of(
                on("is begun once, and what it prints comes in pieces", VisitIT::pieces),
                on("may print more than one visit takes", VisitIT::longOutput),
                on("is not begun in another boot", visited -> {
                    visited.put("touch /root/ran\n");
                    String elsewhere = UpgradeProgram.visit(KEY, "another", FILE, 0);
                    assertThat(visited.router().sh(elsewhere).exit()).isEqualTo(GONE);
                    visited.didNotRun();
                }),
                on("that was killed is gone, and is not begun again", visited -> {
                    visited.put(SLEEPS);
                    visited.visit(0);
                    visited.router().must("kill -9 $(cat /root/pid)");
                    assertThat(visited.atItsEnd(0).exit()).isEqualTo(GONE);
                    visited.put("touch /root/ran\n");
                    assertThat(visited.visit(0).exit()).isEqualTo(GONE);
                    visited.didNotRun();
                }),
                on("that was killed with who minds it is gone", visited -> {
                    visited.put(SLEEPS);
                    visited.visit(0);
                    visited.router().must("kill -9 $(cat /tmp/.ztp-" + KEY + "/pid) $(cat /root/pid)");
                    assertThat(visited.atItsEnd(0).exit()).isEqualTo(GONE);
                }),
                on("that was killed before it began is gone, and never begins", visited -> {
                    visited.router().must("mkdir /tmp/.ztp-" + KEY);
                    visited.put("touch /root/ran\n");
                    assertThat(visited.atItsEnd(0).exit()).isEqualTo(GONE);
                    assertThat(visited.router()
                                    .sh("mkdir /tmp/.ztp-" + KEY + "/begun")
                                    .exit())
                            .as("who comes late may not begin it")
                            .isEqualTo(1);
                    visited.didNotRun();
                }),
                on("ends what an earlier one left", VisitIT::earlier),
                on("that is stopped before it is begun is not begun", visited -> {
                    assertThat(visited.router().sh(UpgradeProgram.stop(KEY)).exit())
                            .isZero();
                    visited.put("touch /root/ran\n");
                    assertThat(visited.visit(0).exit()).isEqualTo(GONE);
                    visited.didNotRun();
                }),
                bench("that is stopped undoes what it was at", VisitIT::stopped),
                bench("that is stopped takes its ready image away", bench -> {
                    bench.preparesWell();
                    assertThat(stop(bench)).isZero();
                    bench.router.must("rm -rf /tmp/.ztp-*");
                    bench.leavesNothing();
                    assertThat(bench.flash().exit()).isEqualTo(40);
                }),
                bench("is stopped in vain when its flash has begun", bench -> {
                    bench.preparesWell();
                    assertThat(bench.flash("ZTP_GRACE=600").exit()).isEqualTo(246);
                    assertThat(stop(bench)).isEqualTo(1);
                })));
    }

    private static int stop(UpgradeBench bench) {
        return bench.router.sh(UpgradeProgram.stop(UpgradeBench.KEY)).exit();
    }

    private static void pieces(Visited visited) {
        assertThat(visited.visit(0)).isEqualTo(new Lab.Output(NO_FILE, ""));
        visited.put("echo one >>/root/ran; echo first; until [ -e /root/go ]; do sleep 1; done; echo second; exit 7\n");
        Lab.Output first = visited.visit(0);
        assertThat(first.exit()).isEqualTo(GOES_ON);
        assertThat(UpgradeBench.soon().until(() -> visited.visit(0).text(), seen -> !seen.isEmpty()))
                .isEqualTo("first\n");
        assertThat(visited.visit(6)).isEqualTo(new Lab.Output(GOES_ON, ""));
        visited.router().must("touch /root/go");
        assertThat(visited.atItsEnd(6)).isEqualTo(new Lab.Output(7, "second\n"));
        visited.put("echo again >>/root/ran\n");
        assertThat(visited.visit(0)).isEqualTo(new Lab.Output(7, "first\nsecond\n"));
        assertThat(visited.router().must("cat /root/ran")).isEqualTo("one");
    }

    private static void longOutput(Visited visited) {
        visited.put("head -c 150000 /dev/zero | tr '\\0' x\n");
        visited.atItsEnd(150_000);
        assertThat(LongStream.of(0, 65_536, 131_072).mapToObj(visited::visit))
                .extracting(seen -> seen.exit() + " " + seen.text().length())
                .containsExactly(GOES_ON + " 65536", GOES_ON + " 65536", "0 18928");
    }

    private static void earlier(Visited visited) {
        LabRouter router = visited.router();
        visited.put(SLEEPS);
        visited.visit(0);
        router.put("/tmp/other", "echo other\n");
        String next = UpgradeProgram.visit("other-0a1b2c", visited.boot(), "/tmp/other", 0);
        UpgradeBench.soon().until(() -> router.sh(next).text().equals("other\n"));
        assertThat(router.sh("kill -0 $(cat /root/pid)").exit()).isEqualTo(1);
        assertThat(router.must("ls -d /tmp/.ztp-*")).isEqualTo("/tmp/.ztp-other-0a1b2c");
    }

    private static void stopped(UpgradeBench bench) {
        bench.server.fault(bench.server.slowly(100));
        bench.shortOfMemory(50_000);
        String start = UpgradeProgram.visit(UpgradeBench.KEY, bench.router.bootId(), FILE, 0);
        bench.router.put(Ash.quote(FILE), bench.program());
        assertThat(bench.router.sh(start).exit()).isEqualTo(GOES_ON);
        UpgradeBench.soon()
                .until(() -> bench.router.sh("[ -s /tmp/ztp-upgrade/image ]").exit() == 0);
        long begun = System.nanoTime();
        assertThat(stop(bench)).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        assertThat(bench.told()).endsWith("wifi up", "uhttpd start", "led start");
        assertThat(bench.router.sh(start).exit()).isEqualTo(GONE);
        bench.router.must("rm -rf /tmp/.ztp-*");
        bench.leavesNothing();
    }
}
