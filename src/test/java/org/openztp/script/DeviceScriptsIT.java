package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.StandIn;
import org.openztp.testkit.WithLab;

/** The shipped scripts of conf/scripts, run on routers of the lab. */
class DeviceScriptsIT extends WithLab {
    private static final LabImage IMAGE = LabImage.of("24.10.1", 300_000, List.of("lab,ap-1"));
    private static final String FILE = "24.10/lab ap#1.bin";

    private LabRouter router;

    @BeforeEach
    void start() throws IOException {
        server.answer(request -> new StandIn.Answer(200, IMAGE.bytes()));
        router = lab.add();
        router.ip();
    }

    private Lab.Output run(String name, String environment, String arguments) throws IOException {
        router.put("/tmp/" + name, Files.readString(Path.of("conf/scripts", name)));
        return router.sh(environment + " sh /tmp/" + name + " " + arguments);
    }

    private String offer(LabImage image) {
        return "ZTP_SERVER=" + server.url() + " ZTP_IMAGE='" + FILE + "' ZTP_RELEASE=24.10.1 ZTP_SHA256="
                + image.sha256();
    }

    private void awaitRelease(String release) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> router.sh("[ -s /tmp/log/messages ] && . /etc/openwrt_release && echo $DISTRIB_RELEASE")
                        .text()
                        .strip()
                        .equals(release));
    }

    @ParameterizedTest(name = "with {0} applets")
    @ValueSource(strings = {"openwrt", "all"})
    void initNamesARouterOnce(String applets) throws IOException {
        router = lab.add("APPLETS=" + applets);
        router.ip();

        assertThat(run("init.sh", "", "7").exit()).isZero();
        assertThat(router.hostname()).isEqualTo("wrt7");
        assertThat(router.must("uci get system.@system[0].hostname")).isEqualTo("wrt7");

        String before = router.snapshot();
        Lab.Output again = run("init.sh", "", "7");
        assertThat(again.exit()).isZero();
        assertThat(again.text()).isEqualTo("init: the name is wrt7\ninit: the release is 23.05.3, nothing to flash\n");
        assertThat(router.snapshot()).isEqualTo(before);

        assertThat(run("init.sh", "ZTP_HOSTNAME=lobby-ap", "7").exit()).isZero();
        assertThat(router.hostname()).isEqualTo("lobby-ap");
    }

    @Test
    void initFlashesOnceAndFindsNothingToDoAfterwards() throws IOException {
        Lab.Output output = run("init.sh", offer(IMAGE), "7");

        assertThat(output.exit()).as(output.text()).isEqualTo(246);
        assertThat(server.requests().get(0).path()).isEqualTo("/ztp/fw/" + FILE);
        awaitRelease("24.10.1");
        assertThat(router.hostname()).isEqualTo("wrt7");
        assertThat(router.sh("ls /etc/ztp.flashing /tmp/ztp-image.bin 2>/dev/null")
                        .text())
                .isEmpty();
        Lab.Output again = run("init.sh", offer(IMAGE), "7");
        assertThat(again.exit()).as(again.text()).isZero();
        assertThat(router.flashes()).isEqualTo(1);
    }

    @Test
    void aReleaseThatDidNotStartIsNotFlashedAgainUnlessForced() throws IOException {
        router.fault("boots-old");
        String first = router.bootId();
        run("init.sh", offer(IMAGE), "7");
        router.awaitBootAfter(first);
        awaitRelease("23.05.3");
        assertThat(router.must("cat /etc/ztp.flashing")).isEqualTo("24.10.1");

        Lab.Output again = run("init.sh", offer(IMAGE), "7");
        assertThat(again.exit()).as(again.text()).isEqualTo(15);
        assertThat(again.text()).contains("24.10.1 was flashed before and did not start");
        assertThat(router.sysupgrades()).isEqualTo(1);

        router.mend("boots-old");
        assertThat(run("init.sh", offer(IMAGE) + " ZTP_FORCE=1", "7").exit()).isEqualTo(246);
        awaitRelease("24.10.1");
        assertThat(router.flashes()).isEqualTo(1);
    }

    @Test
    void whatIsWrongWithAnImageIsSaidAndNothingIsFlashed() throws IOException {
        LabImage other = LabImage.of("24.10.1", 100, List.of("other,board"));

        assertOutcome(run("init.sh", offer(other), "7"), 13, "does not have the checksum " + other.sha256());
        server.answer(request -> new StandIn.Answer(200, other.bytes()));
        assertOutcome(run("init.sh", offer(other), "7"), 14, "Device lab,ap-1 not supported by this image");
        assertOutcome(run("init.sh", "ZTP_IMAGE=x ZTP_SERVER=" + server.url(), "7"), 10, "needs ZTP_RELEASE");
        assertOutcome(run("init.sh", "", "'7;reboot'"), 10, "usage");
        assertThat(router.must("ls /etc/ztp.flashing /tmp/ztp-* 2>/dev/null || true"))
                .isEmpty();
        assertThat(router.sysupgrades()).isZero();
    }

    @Test
    void aDownloadThatBreaksOffGoesOnWhereItStopped() throws IOException {
        server.answer(request -> server.requests().size() == 1
                ? new StandIn.Answer(200, IMAGE.bytes(), 100_000)
                : new StandIn.Answer(200, IMAGE.bytes()));

        Lab.Output output = run("init.sh", offer(IMAGE), "7");

        assertThat(output.exit()).as(output.text()).isEqualTo(246);
        assertThat(output.text()).contains("broke off");
        assertThat(server.requests().get(1).headers()).containsEntry("range", "bytes=100000-");
    }

    @ParameterizedTest(name = "name {0}")
    @CsvSource({"lobby-ap,0,lobby-ap", "'a b',10,OpenWrt", "'$(reboot)',10,OpenWrt", "-x,10,OpenWrt", "'',10,OpenWrt"})
    void setHostnameTakesNamesOnly(String name, int exit, String hostname) throws IOException {
        assertThat(run("set_hostname.sh", "", "'" + name + "'").exit()).isEqualTo(exit);
        assertThat(router.hostname()).isEqualTo(hostname);
    }

    @Test
    void updateFlashesTheImageItIsToldFromTheServerOnRecord() throws IOException {
        router.put("/etc/register.conf", "siaddr=x\nboot_file=y\nztp_server=" + server.url() + "\n");
        assertOutcome(run("update.sh", "", "''"), 10, "usage");
        assertOutcome(run("update.sh", "", "'" + FILE + "' 0000"), 13, "checksum");

        Lab.Output output = run("update.sh", "", "'" + FILE + "' " + IMAGE.sha256());

        assertThat(output.exit()).as(output.text()).isEqualTo(246);
        awaitRelease("24.10.1");
        assertThat(router.flashes()).isEqualTo(1);
    }

    private static void assertOutcome(Lab.Output output, int exit, String words) {
        assertThat(output.exit()).as(output.text()).isEqualTo(exit);
        assertThat(output.text()).contains(words);
    }
}
