package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Browser;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** An upgrade as an operator asks for it, looks at it and takes it back, by mouse. */
@Tag("lab")
class UpgradePagesIT {
    @TempDir
    Path home;

    private static void storeAndRegister(TestServer server) throws Exception {
        ServerApi api = new ServerApi(server.url(), server.home());
        SampleImage image = SampleImage.uImage(7, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));
        api.storeImage("campus/24.10.2", "one.bin", image.bytes());
        api.registerBy("mac=02:ac:3e:00:00:01&hostname=ap-1&release=23.05.5&board_name=acme,one");
    }

    @Test
    void anUpgradeIsAskedForAndTakenBackOnThePagesOfItsDevice() throws Exception {
        try (TestServer server = TestServer.start(home, "provision.ssh-port", "1");
                Browser browser = new Browser()) {
            storeAndRegister(server);
            browser.driver().get(server.url("/ui/sign-in").toString());
            browser.one("input[name=token]").sendKeys(server.adminToken());
            browser.one("form button").click();
            browser.awaitText("#rows tr", "ap-1");

            browser.driver().get(server.url("/ui/devices/1/upgrades").toString());
            browser.one("[data-open=upgrade]").click();
            assertThat(browser.text("#upgrade")).contains("campus/24.10.2 · one.bin", "Keep nothing");
            browser.screenshot("upgrade-form");
            browser.one("#upgrade button.main").click();
            browser.awaitText("#upgrade", "Upgrade to campus/24.10.2");
            for (String scheme : new String[] {"light", "dark"}) {
                browser.prefers(scheme);
                browser.driver().get(server.url("/ui/devices/1").toString());
                browser.screenshot("upgrade-of-a-device-" + scheme);
                assertThat(browser.lowContrast()).isEmpty();
                browser.driver().get(server.url("/ui/devices/1/upgrades").toString());
                browser.screenshot("upgrades-" + scheme);
                assertThat(browser.lowContrast()).isEmpty();
            }
            browser.one(".upgrades form button").click();
            browser.awaitText(".time", "cancelled before anything was flashed");
            browser.driver().get(server.url("/ui/devices/1/upgrades").toString());
            assertThat(browser.text(".upgrades")).contains("Cancelled", "Try again");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
