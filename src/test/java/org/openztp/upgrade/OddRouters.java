package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openztp.testkit.FirmwareLab.NEW;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.openztp.testkit.AtOnce.Case;
import org.openztp.testkit.FirmwareLab;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabImage;
import org.openztp.testkit.LabRouter;

/** Routers whose sessions hang or break off, that are others than they were, are old, or are not there. */
final class OddRouters {
    private static final String HOST_KEY = "/etc/dropbear/dropbear_ed25519_host_key";

    /** The processes of the ssh sessions that are open; to {@code kill} they are at least one, or it fails. */
    private static final String SESSIONS =
            " $(grep -l \"^PPid:.$(cat /tmp/run/dropbear.pid)$\" /proc/[0-9]*/status 2>/dev/null | cut -d / -f 3) 2>/dev/null";

    private final Lab lab;
    private final Path home;
    private final FirmwareLab routers;
    private final String image;

    /** @param home the server's data folder */
    OddRouters(Lab lab, Path home, FirmwareLab routers, long image) {
        this.lab = lab;
        this.home = home;
        this.routers = routers;
        this.image = "\"image\":" + image;
    }

    Stream<Case> cases() {
        return Stream.of(
                new Case("a session that hangs is hung up, and the next one goes on", this::hangs),
                new Case("a flash whose sessions all end without an exit status is never told again", this::cutOff),
                new Case("another box on the old address is left untouched", this::otherBox),
                new Case(
                        "another box that has the old one's configuration is left untouched too",
                        this::otherBoxWithItsKey),
                new Case("a router that shows another host key after its flash is nobody's", this::newKey),
                new Case("a router of 18.06 whose dropbear signs by SHA-1 alone", this::old),
                new Case("a router that is not there is upgraded when it calls", this::calls),
                new Case("a router that does not call before the deadline", this::deadline),
                new Case("a router whose device is removed while it fetches is never told to flash", this::removed),
                new Case("an image whose file was changed in the store goes to no router", this::tampered));
    }

    private void hangs() throws IOException {
        LabRouter router = routers.provisioned();
        router.must("(until [ -e /tmp/ztp-upgrade ] && kill -STOP" + SESSIONS
                + "; do sleep 0.05; done; echo >/mnt/held) >/dev/null 2>&1 &");
        routers.ended(router, routers.ask(router, image), "SUCCESS");
        router.must("[ -e /mnt/held ]");
        assertThat(router.flashes()).isOne();
    }

    private void cutOff() throws IOException {
        LabRouter router = routers.provisioned();
        router.must("(until [ -e /etc/ztp.flashing ]; do sleep 0.1; done; while :; do" + " kill -9" + SESSIONS
                + " && echo >>/mnt/cut; sleep 0.1; done) >/dev/null 2>&1 &");
        routers.ended(router, routers.ask(router, image), "SUCCESS");
        router.must("[ -e /mnt/cut ]");
        assertThat(router.sysupgrades()).isOne();
        assertThat(router.flashes()).isOne();
    }

    private void otherBox() throws IOException {
        LabRouter router = routers.provisioned();
        LabRouter other = lab.add();
        other.ip();
        assertThat(replaced(router, other)).isEqualTo("host_key_changed");
        routers.awaitState(router, "HOST_KEY_CHANGED");
    }

    private void otherBoxWithItsKey() throws IOException {
        LabRouter router = routers.provisioned();
        LabRouter other = lab.add();
        other.ip();
        String key = router.must("hexdump -v -e '1/1 \"%02x\"' " + HOST_KEY);
        other.put(HOST_KEY, HexFormat.of().parseHex(key));
        restarted(other);
        assertThat(replaced(router, other)).isEqualTo("wrong_device");
        assertThat(routers.device(router).path("state").asText()).isEqualTo("PROVISIONED");
    }

    private static void restarted(LabRouter router) {
        String boot = router.bootId();
        router.reboot();
        router.awaitBootAfter(boot);
    }

    /** The reason of an upgrade that finds the other one at the router's address. */
    private String replaced(LabRouter router, LabRouter other) throws IOException {
        String address = router.ip();
        router.pullCable();
        other.must("ip addr add " + address + "/16 dev eth0");
        Lab.run(null, List.of("ip", "neigh", "flush", "to", address));
        String before = other.snapshot();
        JsonNode done = routers.ended(router, routers.ask(router, image), "ABORTED");
        assertThat(other.snapshot()).isEqualTo(before);
        assertThat(other.sysupgrades()).isZero();
        return done.path("code").asText();
    }

    private void newKey() throws IOException {
        LabRouter router = routers.provisioned();
        router.must("mkdir -p /etc/uci-defaults; echo 'rm -f /etc/dropbear/*_host_key' >/etc/uci-defaults/90-key;"
                + " echo /etc/uci-defaults/90-key >>/etc/sysupgrade.conf");
        JsonNode done = routers.ended(router, routers.ask(router, image), "FAILED");
        assertThat(done.path("code").asText()).isEqualTo("host_key_changed");
        routers.awaitState(router, "HOST_KEY_CHANGED");
        assertThat(router.flashes()).isOne();
    }

    /** Its dropbear calls the better signature by a name that nobody knows, so that SHA-1 is all that both have. */
    private void old() throws IOException {
        LabRouter router = lab.add();
        router.ip();
        router.must("sed -i 's/rsa-sha2-256/rsa-sha2-old/g' /usr/sbin/dropbear; rm " + HOST_KEY
                + "; dropbearkey -t rsa -s 2048 -f " + HOST_KEY
                + " >/dev/null 2>&1; sed -i \"s/RELEASE=.*/RELEASE='18.06.9'/\" /etc/openwrt_release");
        restarted(router);
        router.must("wget -q -O /dev/null --post-data='mac=" + router.mac() + "&release=18.06.9&board_name=lab,ap-1'"
                + " http://" + lab.serverAddress() + ":" + routers.port() + "/ztp/register");
        routers.awaitState(router, "PROVISIONED");
        routers.ended(router, routers.ask(router, image), "SUCCESS");
        assertThat(router.release()).isEqualTo(NEW);
        assertThat(router.flashes()).isOne();
    }

    private void calls() throws IOException {
        LabRouter router = routers.provisioned();
        router.pullCable();
        long upgrade = routers.ask(router, image);
        JsonNode waiting = routers.await(
                upgrade,
                now -> now.path("attempts").asInt() == 3
                        && now.path("state").asText().equals("QUEUED"));
        assertThat(waiting.path("code").asText()).isEqualTo("ssh_unreachable");
        assertThat(waiting.hasNonNull("nextAt")).isFalse();
        router.plugCable();
        restarted(router);
        routers.ended(router, upgrade, "SUCCESS");
        assertThat(router.flashes()).isOne();
    }

    private void deadline() throws IOException {
        LabRouter router = routers.provisioned();
        router.pullCable();
        Instant latest = Instant.now().plusSeconds(6);
        JsonNode done =
                routers.ended(router, routers.ask(router, image + ",\"deadline\":\"" + latest + "\""), "EXPIRED");
        assertThat(Instant.parse(done.path("endedAt").asText())).isAfterOrEqualTo(latest.minusMillis(1));
        assertThat(router.sysupgrades()).isZero();
    }

    /** Within five seconds; so it wants the machine for itself. */
    void cancelled() throws IOException {
        LabRouter router = routers.provisioned();
        router.swallow("tcp sport " + routers.port() + " limit rate over 20 kbytes/second");
        String before = router.must("ls /tmp /etc");
        long upgrade = routers.ask(router, image);
        UpgradeBench.soon()
                .until(() -> router.sh("[ -s /tmp/ztp-upgrade/image ]").exit() == 0);
        long begun = System.nanoTime();
        routers.cancel(upgrade);
        routers.ended(router, upgrade, "CANCELLED");
        UpgradeBench.soon().until(() -> router.sh("[ -e /tmp/ztp-upgrade ]").exit() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        router.must("rm -rf /tmp/.ztp-*");
        assertThat(router.must("ls /tmp /etc")).isEqualTo(before);
        routers.awaitState(router, "PROVISIONED");
        assertThat(router.sysupgrades()).isZero();
    }

    private void removed() throws IOException {
        LabRouter router = routers.provisioned();
        router.swallow("tcp sport " + routers.port() + " limit rate over 20 kbytes/second");
        String boot = router.bootId();
        long upgrade = routers.ask(router, image);
        UpgradeBench.soon()
                .until(() -> router.sh("[ -s /tmp/ztp-upgrade/image ]").exit() == 0);
        routers.remove(router);
        JsonNode done = routers.ended(router, upgrade, "ABORTED");
        assertThat(done.path("code").asText()).isEqualTo("device_removed");
        router.must("kill $(cut -d ' ' -f 1 /tmp/ztp-upgrade/transfer)");
        router.open();
        UpgradeBench.soon().until(() -> router.sh("[ -e /tmp/ztp-upgrade ]").exit() == 1);
        router.must("[ ! -e /etc/ztp.flashing ]");
        assertThat(router.bootId()).isEqualTo(boot);
        assertThat(router.sysupgrades()).isZero();
    }

    private void tampered() throws Exception {
        LabRouter router = routers.provisioned();
        String other = "\"image\":" + routers.upload("24.10.2", 3000);
        String sha256 = LabImage.of("24.10.2", 3000, List.of("lab,ap-1")).sha256();
        try (Stream<Path> files = Files.walk(home)) {
            Path file = files.filter(path -> path.endsWith(sha256)).findFirst().orElseThrow();
            Files.writeString(file, "evil");
        }
        String boot = router.bootId();
        JsonNode done = routers.ended(router, routers.ask(router, other), "FAILED");
        assertThat(done.path("code").asText()).isEqualTo("image_spoilt");
        assertThat(router.bootId()).isEqualTo(boot);
        assertThat(router.sysupgrades()).isZero();
    }
}
