package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.openztp.testkit.AtOnce;
import org.openztp.testkit.Lab;

/** An image that is ready is flashed once, however often it is asked for, and what refuses it leaves the router as it was. */
@Tag("lab")
class FlashIT {
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

    private static AtOnce.Case on(String name, OnBench body) {
        return new AtOnce.Case(name, () -> {
            try (UpgradeBench bench = new UpgradeBench(lab)) {
                body.run(bench);
            }
        });
    }

    private static String mark(UpgradeBench bench) {
        return bench.router.must("cat /etc/ztp.flashing 2>/dev/null || true");
    }

    private static void flashes(UpgradeBench bench) {
        Lab.Output output = bench.flash();
        assertThat(output.exit()).as(output.text()).isEqualTo(246);
    }

    @TestFactory
    Stream<DynamicTest> anImage() {
        return AtOnce.tests(
                Stream.of(whatComesToNothing(), whatIsReady(), killedSoon()).flatMap(Function.identity()));
    }

    private static Stream<AtOnce.Case> whatIsReady() {
        return Stream.of(
                on("is flashed once, and the mark goes with it", FlashIT::once),
                on("is flashed when sysupgrade fails and does it", bench -> flashedAnyway(bench, 1)),
                on("is flashed when sysupgrade is cut off and does it", bench -> flashedAnyway(bench, 255)),
                on("is not flashed for another operation", bench -> {
                    bench.preparesWell();
                    bench.operation = "u8-0a1b2c3d";
                    assertThat(bench.flash().exit()).isEqualTo(40);
                    assertThat(mark(bench)).isEmpty();
                    bench.operation = UpgradeBench.OPERATION;
                    flashes(bench);
                }),
                on("is not flashed when its bytes have changed", bench -> {
                    bench.preparesWell();
                    bench.router.must("echo >>/tmp/ztp-upgrade/image");
                    assertThat(bench.flash().exit()).isEqualTo(32);
                    bench.leavesNothing();
                }),
                on("is flashed once by many at once", bench -> {
                    bench.preparesWell();
                    String boot = bench.router.bootId();
                    bench.router.put("/root/flash.sh", UpgradeProgram.flash(UpgradeBench.KEY, bench.wish()));
                    bench.router.must("for i in 1 2 3 4 5 6 7 8; do"
                            + " (sh /root/flash.sh >/dev/null 2>&1; echo $? >>/mnt/ends) & done");
                    bench.router.awaitBootAfter(boot);
                    assertThat(bench.router.sysupgrades()).isEqualTo(1);
                    assertThat(bench.router.flashes()).isEqualTo(1);
                    assertThat(bench.router.must("sort -u /mnt/ends")).isEqualTo("246");
                }),
                on("is not flashed when its mark cannot be written", bench -> {
                    bench.preparesWell();
                    bench.router.must("mount --bind /rom/etc /etc");
                    assertThat(bench.flash().exit()).isEqualTo(41);
                    bench.router.must("umount /etc");
                    bench.leavesNothing();
                    assertThat(bench.router.sysupgrades()).isZero();
                }),
                on("is not flashed when nobody would clean up", bench -> {
                    bench.preparesWell();
                    bench.router.must("kill -9 $(cut -d ' ' -f 1 /tmp/ztp-upgrade/guard)");
                    assertThat(bench.flash().exit()).isEqualTo(40);
                    assertThat(mark(bench)).isEmpty();
                }));
    }

    private static void once(UpgradeBench bench) {
        assertThat(bench.flash().exit()).as("with nothing ready").isEqualTo(40);
        bench.preparesWell();
        String boot = bench.router.bootId();
        assertThat(bench.flash("ZTP_GRACE=6").exit()).isEqualTo(246);
        assertThat(mark(bench)).isEqualTo(UpgradeBench.OPERATION);
        flashes(bench);
        bench.router.awaitBootAfter(boot);
        assertThat(bench.router.release()).isEqualTo("24.10.1");
        assertThat(bench.router.flashes()).isEqualTo(1);
        assertThat(bench.router.sysupgrades()).isEqualTo(1);
        assertThat(mark(bench)).isEmpty();
    }

    private static void flashedAnyway(UpgradeBench bench, int code) {
        bench.router.fault("sysupgrade-exits-" + code);
        bench.preparesWell();
        String boot = bench.router.bootId();
        flashes(bench);
        bench.router.awaitBootAfter(boot);
        assertThat(bench.router.release()).isEqualTo("24.10.1");
        assertThat(bench.router.flashes()).isEqualTo(1);
    }

    private static Stream<AtOnce.Case> whatComesToNothing() {
        return Stream.of(
                on("a router may boot twice, and late", bench -> {
                    bench.router.fault("boots-twice");
                    bench.router.fault("back-after-2");
                    bench.preparesWell();
                    String boot = bench.router.bootId();
                    flashes(bench);
                    bench.router.awaitBootAfter(boot);
                    String first = bench.router.bootId();
                    bench.router.awaitBootAfter(first);
                    assertThat(bench.router.release()).isEqualTo("24.10.1");
                    assertThat(bench.router.flashes()).isEqualTo(1);
                }),
                on("a sysupgrade that refuses leaves its words, and the router as it was", FlashIT::refused),
                on("a sysupgrade that does nothing leaves the mark, and the services are back", FlashIT::nothing),
                on("a flash that is killed before it began leaves nothing and is not begun again", FlashIT::killed),
                on("the old system with the mark tells that it was flashed in vain", bench -> {
                    bench.router.fault("boots-old");
                    bench.preparesWell();
                    String boot = bench.router.bootId();
                    flashes(bench);
                    bench.router.awaitBootAfter(boot);
                    assertThat(bench.router.release()).isEqualTo("23.05.3");
                    assertThat(mark(bench)).isEqualTo(UpgradeBench.OPERATION);
                    flashes(bench);
                    assertThat(bench.router.sysupgrades()).isEqualTo(1);
                }));
    }

    private static void refused(UpgradeBench bench) {
        bench.shortOfMemory(50_000);
        bench.router.fault("sysupgrade-refuses");
        bench.preparesWell();
        assertThat(bench.flash("ZTP_SETTLE=1").exit()).isEqualTo(246);
        UpgradeBench.soon()
                .until(() -> bench.router.sh("[ -d /tmp/ztp-upgrade ]").exit() != 0);
        assertThat(bench.router.must("cat " + UpgradeProgram.REFUSED))
                .isEqualTo(UpgradeBench.OPERATION + "\nImage check failed at the last moment.");
        bench.router.must("rm " + UpgradeProgram.REFUSED);
        bench.leavesNothing();
        assertThat(bench.told()).endsWith("wifi up", "uhttpd start", "led start");
        assertThat(mark(bench)).isEmpty();
    }

    private static void nothing(UpgradeBench bench) {
        bench.shortOfMemory(50_000);
        bench.router.fault("sysupgrade-nothing");
        bench.preparesWell();
        assertThat(bench.flash("ZTP_SETTLE=0").exit()).isEqualTo(246);
        UpgradeBench.soon()
                .until(() -> bench.router.sh("[ -d /tmp/ztp-upgrade ]").exit() != 0);
        assertThat(bench.told()).endsWith("wifi up", "uhttpd start", "led start");
        assertThat(bench.router.sysupgrades()).isEqualTo(1);
        assertThat(mark(bench)).isEqualTo(UpgradeBench.OPERATION);
        flashes(bench);
        assertThat(bench.router.sysupgrades()).isEqualTo(1);
    }

    private static void killed(UpgradeBench bench) {
        bench.preparesWell();
        assertThat(bench.flash("ZTP_GRACE=600").exit()).isEqualTo(246);
        assertThat(mark(bench)).isEqualTo(UpgradeBench.OPERATION);
        bench.router.must("kill -9 $(cut -d ' ' -f 1 /tmp/ztp-upgrade/alive)");
        bench.leavesNothing();
        assertThat(bench.flash().exit()).isEqualTo(40);
        assertThat(bench.router.sysupgrades()).isZero();
    }

    private static Stream<AtOnce.Case> killedSoon() {
        return Stream.of("0.1", "0.3", "0.6")
                .map(after ->
                        on("is flashed once or not at all when the program is killed after " + after + " s", bench -> {
                            bench.preparesWell();
                            String boot = bench.router.bootId();
                            bench.router.put("/root/flash.sh", UpgradeProgram.flash(UpgradeBench.KEY, bench.wish()));
                            bench.router.must(
                                    "sh /root/flash.sh >/root/out 2>&1 & sleep " + after + "; kill -9 $! || true");
                            boolean marked = mark(bench).equals(UpgradeBench.OPERATION);
                            UpgradeBench.soon()
                                    .until(() -> bench.router
                                                    .sh("[ -d /tmp/ztp-upgrade ]")
                                                    .exit()
                                            == 1);
                            if (wasCalled(bench)) {
                                assertThat(marked).isTrue();
                                bench.router.awaitBootAfter(boot);
                                assertThat(bench.router.flashes()).isEqualTo(1);
                            } else {
                                bench.leavesNothing();
                                assertThat(bench.flash().exit()).isEqualTo(40);
                            }
                        }));
    }

    /** Also while it goes down, which ends whatever asks it. */
    private static boolean wasCalled(UpgradeBench bench) {
        return !UpgradeBench.soon()
                .until(
                        () -> bench.router
                                .sh("cat /mnt/sysupgrades 2>/dev/null; echo end")
                                .text(),
                        said -> said.endsWith("end\n"))
                .equals("end\n");
    }
}
