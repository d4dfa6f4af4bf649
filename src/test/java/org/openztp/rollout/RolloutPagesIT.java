package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openztp.testkit.Browser;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.ServerApi;
import org.openztp.testkit.TestServer;

/** A roll-out as an operator asks for it, looks it through, starts, holds and gives it up, by mouse. */
@Tag("lab")
class RolloutPagesIT {
    @TempDir
    Path home;

    private static void storeAndRegister(TestServer server) throws Exception {
        ServerApi api = new ServerApi(server.url(), server.home());
        SampleImage image = SampleImage.uImage(7, 4096).metadata(SampleImage.json("acme,one", "24.10.2"));
        api.storeImage("campus/24.10.2", "one.bin", image.bytes());
        for (int i = 1; i <= 12; i++) {
            String board = i == 12 ? "acme,two" : "acme,one";
            api.registerBy(
                    "mac=02:5f:00:00:00:%02x&hostname=ap-%d&release=23.05.5&board_name=".formatted(i, i) + board);
        }
    }

    @Test
    void aRolloutIsAskedForLookedThroughStartedHeldAndGivenUp() throws Exception {
        try (TestServer server = TestServer.start(home, "provision.ssh-port", "1");
                Browser browser = new Browser()) {
            storeAndRegister(server);
            browser.driver().get(server.url("/ui/sign-in").toString());
            browser.one("input[name=token]").sendKeys(server.adminToken());
            browser.one("form button").click();
            browser.awaitText("#rows tr", "ap-");

            ask(server, browser);
            browser.awaitText("#rollout .state", "Draft");
            assertThat(browser.text("#rollout")).contains("ap-1", "one.bin", "1 no_image", "12");
            shots(browser, "rollout-draft");
            browser.driver().findElement(By.linkText("1 no_image")).click();
            browser.awaitText("#rollout .foot", "Show all");
            assertThat(browser.all("tr[id^=device-]")).hasSize(1);
            browser.driver().findElement(By.linkText("Show all")).click();

            press(browser, "Start");
            browser.awaitText("#rollout .state", "Running");
            browser.awaitText("#rollout table", "To come");
            press(browser, "Pause");
            browser.awaitText("#rollout .state", "Paused");
            press(browser, "Resume");
            browser.awaitText("#rollout .state", "Running");
            shots(browser, "rollout-running");
            press(browser, "Give up");
            browser.awaitText("#rollout .state", "Aborted");
            browser.driver().get(server.url("/ui/rollouts").toString());
            browser.awaitText("#rollout-1", "spring");
            shots(browser, "rollouts");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void ask(TestServer server, Browser browser) {
        browser.driver().get(server.url("/ui/firmware").toString());
        browser.driver().findElement(By.partialLinkText("24.10.2")).click();
        browser.one("[data-open=roll-out]").click();
        browser.one("#roll-out input[name=name]").sendKeys("spring");
        browser.screenshot("rollout-form");
        assertThat(browser.lowContrast()).isEmpty();
        browser.one("#roll-out button.main").click();
    }

    private static void press(Browser browser, String words) {
        browser.driver()
                .findElement(By.xpath("//div[@id='rollout']//button[text()='" + words + "']"))
                .click();
    }

    private static void shots(Browser browser, String name) {
        for (String scheme : new String[] {"light", "dark"}) {
            browser.prefers(scheme);
            browser.screenshot(name + "-" + scheme);
            assertThat(browser.lowContrast()).as(name + " " + scheme).isEmpty();
        }
    }
}
