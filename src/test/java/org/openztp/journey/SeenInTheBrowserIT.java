package org.openztp.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Browser;
import org.openztp.testkit.Lab;
import org.openztp.testkit.LabRouter;
import org.openztp.testkit.ServerProcess;

/** The way from plugged in to provisioned as an operator sees it who opened the list of devices before. */
@Tag("lab")
class SeenInTheBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void aRouterIsPluggedInAndFollowedToProvisionedWithoutAReload() throws IOException {
        Journey.offerFirmware(home);
        try (ServerProcess server = new ServerProcess(home).start();
                Browser browser = new Browser();
                Lab lab = Lab.start()) {
            browser.driver().get("http://localhost:" + server.port() + "/ztp/");
            browser.one("input[name=token]").sendKeys(server.adminToken());
            browser.one("form button").click();
            browser.awaitText(".live", "Live");
            assertThat(browser.text("#devices")).contains("No router has called yet");
            browser.script("window.mark = 'not reloaded'");

            LabRouter router = lab.add("HOOK=1", Journey.hookSettings(server));

            browser.awaitText("#rows tr", router.mac(), PATIENCE);
            browser.screenshot("journey-appeared");
            browser.awaitText("#rows tr", "Provisioned", PATIENCE);
            assertThat(browser.text("#rows tr")).contains("wrt1", Journey.RELEASE, router.ip());
            assertThat(browser.script("return window.mark")).isEqualTo("not reloaded");
            browser.screenshot("journey-provisioned");

            browser.one("#rows a").click();
            browser.awaitText(".pill", "Provisioned");
            assertThat(browser.text(".time"))
                    .contains("init: flashing " + Journey.RELEASE + " over " + Journey.OLD_RELEASE)
                    .contains("Rebooting", "plan ended with exit code 0");
            browser.screenshot("journey-device");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
