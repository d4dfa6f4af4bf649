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
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.Lab;

/** An image comes to a router whole, whatever the line and the server do, or nothing of it stays. */
@Tag("lab")
class UpgradeTransferIT {
    private static Lab lab;

    @BeforeAll
    static void startLab() throws IOException {
        lab = Lab.start();
    }

    @AfterAll
    static void endLab() throws IOException {
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> anImage() {
        return AtOnce.tests(Stream.of(with("wget: ", true), with("nc: ", false), whateverTheWget())
                .flatMap(Function.identity()));
    }

    private Stream<Case> whateverTheWget() {
        return Stream.of(
                new Case("where the server is not reached by HTTP it brings the image", this::broughtByTheServer),
                new Case("a server that is asked and brings nothing is not waited for", this::neverBrought),
                new Case("an image that is brought and is another one is asked for again", this::anotherOneBrought),
                new Case("the wget of 18.06 asks no https server, as all would read the token", this::oldWgetAndHttps),
                new Case("a full /tmp ends it", this::fullTmp));
    }

    /** A case on a router of its own. */
    private interface OnBench {
        void run(UpgradeBench bench) throws IOException;
    }

    private static Case on(boolean today, String name, OnBench body, ImageServer.Fault... faults) {
        return new Case(name, () -> {
            try (UpgradeBench bench = new UpgradeBench(lab, faults)) {
                if (today) {
                    bench.router.must("touch /mnt/wget-22.03");
                }
                body.run(bench);
                assertThat(bench.router.must("cat /tmp/log/wget 2>/dev/null || true"))
                        .as("words on a command line")
                        .doesNotContain(ImageServer.TOKEN);
            }
        });
    }

    /** The wget of 18.06 takes no form from a file: then it is nc that asks. */
    private static Stream<Case> with(String tool, boolean today) {
        return Stream.of(
                on(today, tool + "it comes at the first ask", bench -> {
                    bench.preparesWell();
                    assertThat(bench.server.froms()).containsExactly(0);
                }),
                on(
                        today,
                        tool + "cut at half again and again, it goes on from there",
                        bench -> {
                            bench.preparesWell();
                            int all = bench.image.bytes().length;
                            int half = (all + 1) / 2;
                            int threeQuarters = half + (all - half + 1) / 2;
                            assertThat(bench.server.froms()).hasSize(4).startsWith(0, half, threeQuarters);
                        },
                        ImageServer::half,
                        ImageServer::half,
                        ImageServer::half,
                        ImageServer::whole),
                on(
                        today,
                        tool + "with one byte wrong it comes once more",
                        bench -> {
                            bench.preparesWell();
                            assertThat(bench.server.froms()).containsExactly(0, 0);
                        },
                        ImageServer::flipped,
                        ImageServer::whole),
                on(
                        today,
                        tool + "with a byte wrong each time it is given up",
                        bench -> {
                            bench.fails(32, "twice another file came");
                            assertThat(bench.server.froms()).containsExactly(0, 0);
                        },
                        ImageServer::flipped),
                on(
                        today,
                        tool + "more than it has does not fill /tmp",
                        bench -> bench.fails(32, "twice another file came"),
                        ImageServer::tooMuch),
                on(
                        today,
                        tool + "a token that is refused ends it at once",
                        bench -> bench.fails(31, "the server does not give the image: 403"),
                        ImageServer.refused(403)),
                on(
                        today,
                        tool + "a server that fails is asked again",
                        UpgradeBench::preparesWell,
                        ImageServer.refused(503),
                        ImageServer::whole),
                on(today, tool + "a line of 32 kbit/s is only slow", bench -> {
                    bench.server.fault(bench.server.slowly(2000));
                    bench.preparesWell("ZTP_SILENCE=8");
                    assertThat(bench.server.froms()).containsExactly(0);
                }),
                on(today, tool + "a line that falls silent is hung up", bench -> {
                    bench.server.fault(bench.server.stalled());
                    bench.server.fault(ImageServer::whole);
                    bench.preparesWell("ZTP_SILENCE=3");
                    assertThat(bench.server.froms()).startsWith(0).endsWith(bench.image.bytes().length / 3);
                }));
    }

    private void broughtByTheServer() throws IOException {
        try (UpgradeBench bench = new UpgradeBench(lab)) {
            bench.url = "http://" + lab.serverAddress() + ":1/ztp";
            bench.prepareAside();
            awaitAsk(bench, 1);
            bring(bench, bench.image.bytes());
            UpgradeBench.soon().until(() -> bench.router.must("cat /root/out").contains("step ready"));
            assertThat(bench.router.must("sha256sum </tmp/ztp-upgrade/image")).startsWith(bench.image.sha256());
        }
    }

    private void anotherOneBrought() throws IOException {
        try (UpgradeBench bench = new UpgradeBench(lab)) {
            bench.url = "";
            bench.prepareAside();
            awaitAsk(bench, 1);
            bring(bench, "another one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            awaitAsk(bench, 2);
            bring(bench, bench.image.bytes());
            UpgradeBench.soon().until(() -> bench.router.must("cat /root/out").contains("step ready"));
        }
    }

    private static void awaitAsk(UpgradeBench bench, int times) {
        UpgradeBench.soon()
                .until(() -> bench.router
                                .must("cat /root/out")
                                .lines()
                                .filter(line -> line.equals("@ztp:" + UpgradeBench.KEY + " upload"))
                                .count()
                        == times);
    }

    /** As {@code SshSession.put} does it. */
    private static void bring(UpgradeBench bench, byte[] content) {
        bench.router.put(UpgradeProgram.UPLOAD + ".part", content);
        bench.router.must("mv " + UpgradeProgram.UPLOAD + ".part " + UpgradeProgram.UPLOAD);
    }

    private void neverBrought() throws IOException {
        try (UpgradeBench bench = new UpgradeBench(lab)) {
            bench.url = "";
            bench.patience = 3;
            bench.fails(37, "nobody brought the image");
        }
    }

    private void oldWgetAndHttps() throws IOException {
        try (UpgradeBench bench = new UpgradeBench(lab)) {
            bench.url = bench.url.replace("http:", "https:");
            bench.patience = 3;
            bench.fails(37, "nobody brought the image");
            assertThat(bench.router.must("cat /tmp/log/wget 2>/dev/null || true"))
                    .isEmpty();
        }
    }

    private void fullTmp() throws IOException {
        try (UpgradeBench bench = new UpgradeBench(lab)) {
            bench.router.must("head -c 40000000 /dev/zero >/tmp/log/full || true");
            bench.fails(30, "cannot write to /tmp");
        }
    }
}
