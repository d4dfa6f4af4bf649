package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.Browser;
import org.openztp.testkit.PageServer;
import org.openztp.testkit.SettableClock;

/** A dozen devices in all states, looked at wide and narrow, light and dark; the README's picture is made here. */
@Tag("lab")
class FleetLookIT {
    private static final Instant NOW = Instant.parse("2026-03-29T09:30:00Z");
    private static final SettableClock CLOCK = new SettableClock(NOW);
    private static PageServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        server = new PageServer("/ztp", CLOCK);
        fleet();
        CLOCK.set(NOW);
        browser = new Browser();
        browser.driver().get(server.url("/ui/sign-in").toString());
        browser.one("input[name=token]").sendKeys(server.token());
        browser.one("form button").click();
    }

    @AfterAll
    static void close() {
        browser.close();
        server.close();
    }

    @BeforeEach
    void asAtFirst() {
        browser.size(1280, 720);
        browser.prefers("light");
    }

    @Test
    void theListFitsAScreenAndAPhoneInBothColours() throws IOException {
        open("/ui/devices");
        assertThat(browser.all("#rows tr")).hasSize(12);
        Path picture = look("devices");
        assertThat(Files.size(picture)).as("the README's picture stays small").isLessThan(150_000);
        assertThat(browser.text("#rows")).contains("58 min ago", "3, next in 3", "a claim waits");
        assertThat(browser.one(".share").getDomAttribute("aria-label")).isEqualTo("Share of each state in 12 devices");
        assertThat(browser.all(".share rect")).hasSize(DeviceState.values().length);
    }

    @Test
    void aDeviceFitsAScreenAndAPhoneInBothColours() {
        open("/ui/devices/7");
        assertThat(browser.text("#claim")).contains("192.168.7.99 claims to be this device");
        assertThat(browser.text("#run-41")).contains("init.sh ended with exit code 0", "sha256 matches");
        assertThat(browser.text(".time")).contains("2 facts changed");
        look("device-claimed");
        open("/ui/devices/4");
        assertThat(browser.text("#now")).contains("Gave up", "It did not come back after its firmware was flashed.");
        look("device-failed");
        open("/ui/devices/2");
        look("device-host-key");
    }

    @Test
    void aRowThatChangesMovesNothing() {
        open("/ui/devices");
        browser.awaitText(".live", "Live");
        browser.script("window.moved = 0;"
                + "new PerformanceObserver(list => list.getEntries().forEach(e => { window.moved += e.value; }))"
                + ".observe({ type: 'layout-shift', buffered: false })");
        server.act(11, device -> device.hostKeyChanged("another key", CLOCK.instant()));
        browser.awaitText("#device-11", "Host key changed");
        server.act(11, device -> device.queueAgain("accepted", CLOCK.instant()));
        server.act(11, device -> device.startProvisioning(CLOCK.instant()));
        browser.awaitText("#device-11", "Provisioning");
        assertThat(((Number) browser.script("return window.moved")).doubleValue())
                .isZero();
    }

    private static void open(String page) {
        browser.driver().get(server.url(page).toString());
    }

    /** In four ways: nothing hangs over, everything can be read. Gives the wide and light picture. */
    private static Path look(String name) {
        Path picture = browser.screenshot(name);
        for (String scheme : List.of("light", "dark")) {
            browser.prefers(scheme);
            assertThat(browser.lowContrast()).as(name + " " + scheme).isEmpty();
            for (int width : List.of(1280, 900, 390)) {
                browser.size(width, width < 600 ? 844 : 720);
                Object over = browser.script("return document.documentElement.scrollWidth - innerWidth");
                assertThat(((Number) over).intValue())
                        .as("%s at %d", name, width)
                        .isLessThanOrEqualTo(0);
                browser.screenshot(name + "-" + scheme + "-" + width);
            }
        }
        browser.size(1280, 720);
        browser.prefers("light");
        return picture;
    }

    private static void fleet() {
        add(86400 * 9, "04:f0:21:2b:6a:9d", "192.168.7.120", "wrt1", "25.12.2", "pcengines,apu2", "PC Engines APU2");
        provisioned(1);
        add(86400 * 3, "a0:40:a0:88:1d:4f", "192.168.7.121", "wrt2", "24.10.2", "netgear,r7800", "Netgear R7800");
        server.act(2, device -> device.startProvisioning(CLOCK.instant()));
        server.act(2, device -> device.hostKeyChanged("it showed SHA256:9fX…", CLOCK.instant()));
        add(7300, "50:c7:bf:0e:d7:39", "192.168.7.123", "wrt3", "25.12.2", "tplink,eap225-v3", "TP-Link EAP225 v3");
        provisioned(3);
        add(3500, "00:0d:b9:5e:20:c1", "192.168.7.124", "wrt4", "18.06.10", "pcengines,apu2", "PC Engines APU2");
        server.act(4, device -> device.startProvisioning(CLOCK.instant()));
        server.act(4, device -> device.waitForReboot("it is flashed", CLOCK.instant()));
        server.act(4, device -> device.fail("never_came_back", "not seen since 10 min", CLOCK.instant()));
        add(2400, "24:5a:4c:77:08:e1", "192.168.7.125", "wrt5", "25.12.2", "ubnt,edgerouter-x", "EdgeRouter X");
        provisioned(5);
        CLOCK.set(NOW.minusSeconds(610));
        store(
                "b8:27:eb:91:0c:f8",
                "192.168.7.132",
                DeviceState.PENDING,
                said("OpenWrt", "25.12.2", "rpi-4", "Raspberry Pi 4"));
        add(
                360,
                "18:e8:29:4a:66:b0",
                "192.168.7.126",
                "wrt7-lobby",
                "25.12.2",
                "ubnt,unifiac-pro",
                "Ubiquiti UniFi AC Pro");
        story(7);
        add(41, "e8:9f:80:52:3d:a4", "192.168.7.127", "OpenWrt", "24.10.2", "netgear,wax206", "Netgear WAX206");
        for (int attempt = 1; attempt <= 3; attempt++) {
            server.act(8, device -> device.startProvisioning(CLOCK.instant()));
            server.act(8, device -> device.retryAt(NOW.plusSeconds(37), "ssh_unreachable", "refused", CLOCK.instant()));
        }
        add(
                130,
                "60:32:b1:7c:8e:15",
                "192.168.7.128",
                "wrt9",
                "25.12.2",
                "tplink,archer-c7-v5",
                "TP-Link Archer C7 v5");
        provisioned(9);
        add(48, "94:83:c4:1f:72:60", "192.168.7.129", "wrt10", "23.05.5", "glinet,gl-mt3000", "GL.iNet GL-MT3000");
        server.act(10, device -> device.startProvisioning(CLOCK.instant()));
        server.act(10, device -> device.waitForReboot("it is flashed", CLOCK.instant()));
        add(14, "c4:41:1e:ab:09:73", "192.168.7.130", "OpenWrt", "24.10.2", "linksys,e8450-ubi", "Linksys E8450 (UBI)");
        server.act(11, device -> device.startProvisioning(CLOCK.instant()));
        add(6, "dc:9f:db:10:44:2e", "fd12:7::2f1", "OpenWrt", "25.12.2", "ubnt,unifi-6-lr", "UniFi 6 LR");
    }

    private static void add(
            long secondsAgo, String mac, String address, String name, String release, String board, String model) {
        CLOCK.set(NOW.minusSeconds(secondsAgo));
        store(mac, address, DeviceState.REGISTERED, said(name, release, board, model));
    }

    private static Map<String, String> said(String name, String release, String board, String model) {
        return Map.of("hostname", name, "release", release, "board_name", board, "model", model);
    }

    private static void store(String mac, String address, DeviceState state, Map<String, String> said) {
        server.inventory().db().run(tx -> {
            MacAddress parsed = MacAddress.parse(mac);
            Device device = new Device(parsed, state, CLOCK.instant());
            device.update(new Facts(parsed, said), CLOCK.instant());
            device.metAt(address, "http://192.168.7.2:8080/ztp", CLOCK.instant());
            server.inventory().devices().add(tx, device);
            server.inventory().events().add(tx, device.registered(CLOCK.instant()));
        });
    }

    private static void provisioned(long id) {
        server.act(id, device -> device.startProvisioning(CLOCK.instant()));
        server.act(id, device -> device.provisioned(CLOCK.instant()));
    }

    private static void story(long id) {
        server.act(id, device -> device.startProvisioning(CLOCK.instant()));
        for (String fact : List.of("kernel: (none) → 6.12.63", "arch: (none) → mips_24kc")) {
            server.act(id, device -> new DeviceEvent(id, CLOCK.instant(), EventKind.CHANGED, fact));
        }
        run(id, EventKind.STEP, "runs init.sh 7", null);
        run(id, EventKind.OUTPUT, "init.sh", "hostname: OpenWrt → wrt7\nrelease 24.10.2, offered 25.12.2\n");
        run(id, EventKind.OUTPUT, "init.sh", "sha256 matches\n");
        CLOCK.advance(Duration.ofSeconds(21));
        run(id, EventKind.STEP, "init.sh ended with exit code 0", null);
        server.act(id, device -> device.provisioned(CLOCK.instant()));
        CLOCK.set(NOW.minusSeconds(90));
        server.act(
                id,
                device -> device.claimedBy(new Claim("0".repeat(64), "192.168.7.99", CLOCK.instant()))
                        .orElseThrow());
    }

    private static void run(long id, EventKind kind, String message, String detail) {
        server.act(
                id,
                device -> new DeviceEvent(id, CLOCK.instant(), kind, message)
                        .ofRun(41L)
                        .with(detail)
                        .by("admin"));
    }
}
