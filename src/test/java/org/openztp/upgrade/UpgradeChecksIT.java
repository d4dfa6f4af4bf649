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
import org.openztp.testkit.LabImage;

/** What is looked at on a router before an image may be flashed: who it is, what it runs, what it says of the image. */
@Tag("lab")
class UpgradeChecksIT {
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
        return on(name, LabImage.of("24.10.1", 20_000, List.of(UpgradeBench.BOARD)), body);
    }

    private static AtOnce.Case compat(String name, String version, OnBench body) {
        return on(name, LabImage.of("24.10.1", 20_000, List.of(UpgradeBench.BOARD), version), body);
    }

    private static AtOnce.Case on(String name, LabImage image, OnBench body) {
        return new AtOnce.Case(name, () -> {
            try (UpgradeBench bench = new UpgradeBench(lab, image)) {
                body.run(bench);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anImage() {
        return AtOnce.tests(Stream.concat(whoItIsAndWhatItRuns(), whatItSaysOfTheImage()));
    }

    private static Stream<AtOnce.Case> whoItIsAndWhatItRuns() {
        return Stream.of(
                on("another device is left alone", bench -> {
                    bench.mac = "02:00:00:00:00:01";
                    bench.fails(21, "no port with the address 02:00:00:00:00:01");
                    assertThat(bench.server.froms()).isEmpty();
                }),
                on("another board is left alone", bench -> {
                    bench.board = "lab,it's another";
                    bench.fails(22, "this router's board is lab,ap-1, not lab,it's another");
                }),
                on("what is not OpenWrt is left alone", bench -> {
                    bench.router.must("rm /etc/openwrt_release");
                    bench.fails(23, "no OpenWrt");
                }),
                on("what runs already is not fetched", bench -> {
                    runs(bench, "24.10.1");
                    bench.fails(20, "the router runs this image");
                    assertThat(bench.server.froms()).isEmpty();
                }),
                on("a note of it does not count when another release runs", bench -> {
                    runs(bench, "24.10.0");
                    bench.preparesWell();
                }),
                on("where a plan is at work nothing is done", bench -> {
                    bench.router.must("(flock /var/lock/ztp-plan.lock sleep 60 >/dev/null 2>&1 &)");
                    bench.fails(36, "a plan or another upgrade is at work");
                }),
                on("an image that waits makes way for the next one", bench -> {
                    bench.preparesWell();
                    bench.operation = "u8-0a1b2c3d";
                    bench.preparesWell();
                    assertThat(bench.router.must("cat /tmp/ztp-upgrade/op")).isEqualTo("u8-0a1b2c3d");
                }));
    }

    private static void runs(UpgradeBench bench, String release) {
        bench.router.must("sed -i \"s/RELEASE=.*/RELEASE='" + release + "'/; s/REVISION=.*/REVISION='r1-lab'/\""
                + " /etc/openwrt_release; echo " + bench.image.sha256() + " >/etc/ztp.firmware");
        bench.remember();
    }

    private static Stream<AtOnce.Case> whatItSaysOfTheImage() {
        return Stream.of(
                on(
                        "an image of another board is refused in the router's words",
                        LabImage.of("24.10.1", 3000, List.of("other,board")),
                        bench -> bench.fails(33, "Supported devices: other board")),
                on(
                        "a file without metadata is refused in the router's words",
                        new LabImage(new byte[3000]),
                        bench -> bench.fails(33, "Image metadata not present")),
                compat(
                        "an image that cannot take the configuration wants a wipe",
                        "1.1",
                        bench -> bench.fails(35, "incompatible to the new image (1.0->1.1)")),
                compat("with a wipe it is ready", "1.1", bench -> {
                    bench.options = "-n";
                    bench.preparesWell();
                }),
                compat("an image of another layout is refused, also with a wipe", "2.0", bench -> {
                    bench.options = "-n";
                    bench.fails(34, "based on the image version (1.0->2.0)");
                }),
                on("what ubus calls invalid is refused", bench -> {
                    bench.router.fault("image-invalid");
                    bench.fails(33, "\"valid\": false");
                }),
                on("what is invalid can be forced", bench -> {
                    bench.router.fault("image-invalid");
                    bench.options = "-k -F";
                    bench.preparesWell();
                }),
                on("what cannot be forced is refused all the same", bench -> {
                    bench.router.fault("image-unforceable");
                    bench.options = "-F";
                    bench.fails(33, "\"forceable\": false");
                }),
                on(
                        "a router of 18.06, whose ubus knows nothing of images, is taken by its sysupgrade's word",
                        bench -> {
                            bench.router.must("touch /mnt/ubus-18.06");
                            bench.preparesWell();
                        }));
    }
}
