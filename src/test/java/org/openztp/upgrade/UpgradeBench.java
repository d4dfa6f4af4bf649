package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.LittleMemory;

/** One router of the lab, the image it is to get, and the server that gives it. */
final class UpgradeBench implements AutoCloseable {
    static final String BOARD = "lab,ap-1";
    static final String KEY = "0123456789abcdef";
    static final String OPERATION = "u7-0a1b2c3d";

    final LabRouter router;
    final LabImage image;
    final ImageServer server;
    String url;
    String mac;
    String board = BOARD;
    String options = "";
    List<String> services = List.of();
    int patience = 60;
    String operation = OPERATION;
    private String before;
    private LittleMemory littleMemory;

    UpgradeBench(Lab lab, ImageServer.Fault... faults) throws IOException {
        this(lab, LabImage.of("24.10.1", 20_000, List.of(BOARD)), faults);
    }

    UpgradeBench(Lab lab, LabImage image, ImageServer.Fault... faults) throws IOException {
        this.router = lab.add();
        this.image = image;
        this.server = new ImageServer(lab.serverAddress(), image.bytes(), faults);
        this.url = server.url();
        this.mac = router.mac();
        router.ip();
        router.must("touch /var/lock/ztp-plan.lock");
        remember();
    }

    /** It is to be as it is now when nothing is left of an upgrade. */
    void remember() {
        before = files();
    }

    /** @param taken by {@code uhttpd}, in kB */
    void shortOfMemory(int taken) {
        littleMemory = new LittleMemory(router, taken);
        services = List.of("network", "wifi", "uhttpd", "cron", "rpcd", "led", "absent");
        remember();
    }

    void memory(int available) {
        littleMemory.available(available);
    }

    /** What the services were told, a line each. */
    List<String> told() {
        return littleMemory.told();
    }

    UpgradeProgram.Wish wish() {
        UpgradeProgram.Image wanted =
                new UpgradeProgram.Image(image.sha256(), image.bytes().length, "24.10.1", "r1-lab");
        return new UpgradeProgram.Wish(operation, MacAddress.parse(mac), board, wanted, options);
    }

    byte[] program() {
        return UpgradeProgram.prepare(
                KEY,
                wish(),
                new UpgradeProgram.Source(url, ImageServer.PATH, ImageServer.TOKEN, true),
                new UpgradeProgram.Means(services, Duration.ofSeconds(patience)));
    }

    /** @param environment as {@code ZTP_SILENCE=2} */
    Lab.Output prepare(String... environment) {
        router.put("/root/prepare.sh", program());
        return router.sh(String.join(" ", environment) + " sh /root/prepare.sh");
    }

    /** Starts it and does not wait for its end; its number is in /root/pid, what it prints in /root/out. */
    void prepareAside() {
        router.put("/root/prepare.sh", program());
        router.must("sh /root/prepare.sh >/root/out 2>&1 & echo $! >/root/pid");
    }

    Lab.Output flash(String... environment) {
        router.put("/root/flash.sh", UpgradeProgram.flash(KEY, wish()));
        return router.sh(String.join(" ", environment) + " sh /root/flash.sh");
    }

    void preparesWell(String... environment) {
        Lab.Output output = prepare(environment);
        assertThat(output.exit()).as(output.text()).isZero();
        assertThat(output.text()).contains("\n@ztp:" + KEY + " step ready\n");
        assertThat(router.must("sha256sum </tmp/ztp-upgrade/image")).startsWith(image.sha256());
    }

    /** It ends with this code, says this, and leaves nothing. */
    void fails(int code, String words, String... environment) {
        Lab.Output output = prepare(environment);
        assertThat(output.exit()).as(output.text()).isEqualTo(code);
        assertThat(output.text()).contains(words).doesNotContain("step ready");
        assertThat(files()).isEqualTo(before);
    }

    /** Soon, when nobody calls for it any more. */
    void leavesNothing() {
        soon().untilAsserted(() -> assertThat(files()).isEqualTo(before));
    }

    /** For what a router is asked again and again, which is dear where there are many. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500));
    }

    /** What lies in /tmp, where the services that run have a file each, and whether a flash was begun. */
    String files() {
        return router.must("find /tmp ! -path '/tmp/log/*' | sort; ls /etc/ztp.* 2>/dev/null || true");
    }

    @Override
    public void close() {
        server.close();
    }
}
