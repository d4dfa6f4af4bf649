package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.testkit.Browser;
import org.openztp.testkit.PageServer;

/** The pages as a person meets them: in a browser, under a context path that is not the usual one. */
@Tag("lab")
class PagesIT {
    private static Browser browser;
    private PageServer server;

    @BeforeAll
    static void openBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void start() {
        server = new PageServer("/x/y", InstantSource.system());
        browser.forget();
        browser.size(1280, 720);
        browser.prefers("light");
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        browser.driver().get("about:blank");
        server.close();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aDeviceAppearsAndTurnsProvisionedWithoutAReload() throws Exception {
        signIn();
        browser.awaitText(".live", "Live");
        assertThat(browser.text("#devices"))
                .contains("No router has called yet", "/x/y/bootstrap | sh", "wrt image seed");
        browser.screenshot("devices-none");
        browser.script("window.mark = 'not reloaded'; window.lit = 0; const animate = Element.prototype.animate;"
                + "Element.prototype.animate = function (...how) { window.lit++; return animate.apply(this, how); }");

        register(Map.of("mac", "dc:9f:db:10:44:2e", "hostname", "OpenWrt", "release", "24.10.2"));
        browser.awaitText("#rows tr", "Registered");
        assertThat(browser.text("#rows tr")).contains("dc:9f:db:10:44:2e", "127.0.0.1", "24.10.2");

        server.act(1, device -> device.startProvisioning(now()));
        browser.awaitText("#rows tr", "Provisioning");
        server.act(1, device -> device.provisioned(now()));
        browser.awaitText("#rows tr", "Provisioned");
        browser.awaitText("#in-s-provisioned", "1");
        assertThat((Long) browser.script("return window.lit"))
                .as("rows that changed light up")
                .isBetween(2L, 3L);
        assertThat(browser.script("return window.mark")).isEqualTo("not reloaded");
    }

    @Test
    void aBurstOfChangesAsksTheServerAtMostTwiceASecond() throws Exception {
        signIn();
        browser.awaitText(".live", "Live");
        for (int i = 10; i < 60; i++) {
            register(Map.of("mac", "02:00:00:00:00:" + i, "hostname", "OpenWrt"));
        }
        browser.awaitText("#in-all", "50");
        long asked = (Long) browser.script(
                "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('/ui/devices')).length");
        double seconds = ((Number) browser.script("return performance.now() / 1000")).doubleValue();
        assertThat(asked).isLessThanOrEqualTo((long) (2 * seconds) + 1);
    }

    @Test
    void aDevicePageShowsOutputAsItComesAndFollowsItsEnd() throws Exception {
        register(Map.of("mac", "c4:41:1e:ab:09:73", "hostname", "wrt1", "model", "Linksys E8450 (UBI)"));
        server.act(1, device -> device.startProvisioning(now()));
        signIn();
        browser.one("#rows a").click();
        browser.awaitText(".live", "Live");
        assertThat(browser.text("h1")).isEqualTo("wrt1");
        assertThat(browser.text("aside")).contains("Linksys E8450 (UBI)");

        output(5, "one\r\n\u001b[1mtwo\n");
        browser.awaitText("#output-5", "one\n^[[1mtwo");
        String lines = "line\n".repeat(200);
        output(5, lines + "the end\n");
        browser.awaitText("#output-5", "the end");
        assertThat(browser.script("const o = document.querySelector('#output-5');"
                        + "return o.scrollTop + o.clientHeight >= o.scrollHeight - 2"))
                .isEqualTo(true);
        browser.script("document.querySelector('#output-5').scrollTop = 40");
        output(5, "more\n");
        browser.awaitText("#output-5", "more");
        assertThat(browser.script("return document.querySelector('#output-5').scrollTop"))
                .as("who reads further up stays there")
                .isEqualTo(40L);

        server.act(1, device -> device.fail("script_failed", "init.sh: exit code 3", now()));
        browser.awaitText("#now", "Gave up after one attempt");
        assertThat(browser.text("#now")).contains("The script ended with an error.");
        assertThat(browser.text("#output-5")).containsOnlyOnce("the end");
        browser.screenshot("device");
    }

    @Test
    void anOperatorRetriesAndRemoves() throws Exception {
        register(Map.of("mac", "c4:41:1e:ab:09:73", "hostname", "wrt1"));
        server.act(1, device -> device.startProvisioning(now()));
        server.act(1, device -> device.fail("never_came_back", "gone", now()));
        signIn();
        browser.driver().get(server.url("/ui/devices/1").toString());
        browser.one("form[action='1/retry'] button").click();
        browser.awaitText(".pill", "Registered");
        assertThat(browser.text(".time")).contains("retry", "by admin");

        browser.one("[data-open=remove]").click();
        assertThat(browser.one("#remove").isDisplayed()).isTrue();
        browser.screenshot("device-remove");
        browser.one("#remove [data-close]").click();
        assertThat(browser.one("#remove").isDisplayed()).isFalse();
        browser.one("[data-open=remove]").click();
        browser.one("#remove form button.bad").click();
        browser.awaitText("#devices", "No router has called yet");
    }

    @Test
    void anOperatorGivesTagsTakesThemAwayAndListsTheDevicesThatHaveOne() throws Exception {
        register(Map.of("mac", "c4:41:1e:ab:09:73", "hostname", "alpha"));
        register(Map.of("mac", "c4:41:1e:ab:09:74", "hostname", "beta"));
        signIn();
        browser.driver().get(server.url("/ui/devices/1").toString());
        tag("Floor 2");
        assertThat(browser.script("return document.querySelector('#tags input[name=tag]').validity.patternMismatch"))
                .as("the browser says so itself")
                .isEqualTo(true);
        browser.one("#tags input[name=tag]").clear();
        tag("floor-2");
        browser.awaitText("#tag-floor-2", "floor-2");
        tag("lab.x");
        browser.awaitText("#tags", "lab.x");
        assertThat(browser.text(".time")).contains("tags: floor-2 added", "by admin");
        browser.screenshot("device-tags");

        browser.one("#tag-floor-2 a").click();
        browser.awaitUrl(server.url("/ui/devices?tag=floor-2"));
        assertThat(browser.text("#rows")).contains("alpha", "floor-2", "lab.x").doesNotContain("beta");
        browser.screenshot("devices-tagged");
        browser.one("#any-tag").click();
        browser.awaitText(".foot", "2 shown");
        browser.one("#rows .tag").click();
        browser.awaitText(".foot", "1 shown");

        browser.driver().get(server.url("/ui/devices/1").toString());
        browser.one("#tag-floor-2 button").click();
        browser.awaitText(".time", "tags: floor-2 removed");
        assertThat(browser.text("#tags")).contains("lab.x").doesNotContain("floor-2");
        browser.script("document.querySelector('#tags input[name=tag]').form.noValidate = true");
        browser.one("#tags input[name=tag]").clear();
        tag("Lab");
        browser.awaitText("#tags", "That is no tag");
    }

    @Test
    void anOperatorSaysWhereADeviceStandsAndListsThoseThere() throws Exception {
        register(Map.of("mac", "c4:41:1e:ab:09:73", "hostname", "alpha"));
        register(Map.of("mac", "c4:41:1e:ab:09:74", "hostname", "beta"));
        signIn();
        browser.driver().get(server.url("/ui/devices/1").toString());
        place("aps", "floor-2", "2");
        browser.awaitText(".time", "parent: (none) → 2");
        assertThat(browser.text("#place")).contains("aps", "floor-2", "device 2");
        assertThat(browser.text(".time")).contains("group: (none) → aps", "by admin");
        browser.one("#set-place summary").click();
        browser.screenshot("device-place");
        browser.one("#place a[href$='location=floor-2']").click();
        browser.awaitUrl(server.url("/ui/devices?location=floor-2"));
        assertThat(browser.text("#devices"))
                .contains("Only those at the location", "alpha")
                .doesNotContain("beta");
        browser.one("#any-location").click();
        browser.awaitText(".foot", "2 shown");

        browser.driver().get(server.url("/ui/devices/1").toString());
        browser.script("document.querySelector('#set-place form').noValidate = true");
        place("", "Floor 2", "");
        browser.awaitText("#place", "That is no place");
        assertThat(browser.text("#place")).contains("floor-2");
    }

    private void place(String group, String location, String parent) {
        browser.one("#set-place summary").click();
        Map.of("group", group, "location", location, "parent", parent).forEach((name, value) -> {
            browser.one("#set-place input[name=" + name + "]").clear();
            browser.one("#set-place input[name=" + name + "]").sendKeys(value);
        });
        browser.one("#set-place button").click();
    }

    private void tag(String word) {
        browser.one("#tags input[name=tag]").sendKeys(word);
        browser.one("#tags form[action$='/tags'] button").click();
    }

    @Test
    void whatADeviceSaysOfItselfIsTextAndNothingElse() throws Exception {
        String hostile = "\"><img src=x onerror=document.title='owned'>\u202e";
        register(Map.of("mac", "04:f0:21:2b:6a:9d", "hostname", "OpenWrt", "model", hostile, "board_name", hostile));
        signIn();
        browser.awaitText(".c-board:not(th)", "<img src=x onerror=");
        assertThat(browser.one(".c-board:not(th)").getDomAttribute("title")).endsWith("‹U+202E›");
        browser.one("#rows a").click();
        browser.awaitText("aside", "<img src=x onerror=");
        assertThat(browser.driver().getTitle()).isEqualTo("OpenWrt · OpenZTP");
        assertThat(browser.all("main img")).isEmpty();
    }

    @Test
    void aWrongTokenIsRefusedInWordsAndTheWayOnIsKept() {
        browser.driver().get(server.url("/ui/devices?state=failed").toString());
        assertThat(browser.driver().getCurrentUrl())
                .startsWith(server.url("/ui/sign-in").toString());
        browser.one("input[name=token]").sendKeys("ztp_wrong");
        browser.one("form button").click();
        browser.awaitText("[role=alert]", "This is no token of this server");
        assertThat(browser.complaints()).singleElement().asString().contains("401");
        browser.screenshot("sign-in-refused");
        browser.one("input[name=token]").sendKeys(server.token());
        browser.one("form button").click();
        browser.awaitUrl(server.url("/ui/devices?state=failed"));
        browser.one("form[action$='sign-out'] button").click();
        browser.awaitUrl(server.url("/ui/sign-in"));
        browser.driver().get(server.url("/ui/devices").toString());
        browser.awaitUrl(server.url("/ui/sign-in"));
    }

    @Test
    void theListIsSearchedFilteredAndSortedWithoutLosingTheKeyboard() throws Exception {
        register(Map.of("mac", "c4:41:1e:ab:09:73", "hostname", "alpha"));
        register(Map.of("mac", "c4:41:1e:ab:09:74", "hostname", "beta"));
        signIn();
        browser.driver().switchTo().activeElement().sendKeys("/");
        browser.driver().switchTo().activeElement().sendKeys("alp");
        browser.awaitText(".foot", "1 shown");
        assertThat(browser.text("#rows")).contains("alpha").doesNotContain("beta");
        assertThat(browser.driver().getCurrentUrl()).endsWith("?q=alp");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("name"))
                .isEqualTo("q");

        browser.one("#in-s-failed").click();
        browser.awaitText(".none-found", "No device matches");
        browser.one(".none-found a").click();
        browser.awaitText(".foot", "2 shown");
        browser.one("#by-hostname").click();
        browser.awaitText("#rows tr", "alpha");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("by-hostname");
        browser.driver().navigate().back();
        browser.awaitText("#rows tr", "beta");
    }

    @Test
    void theColoursFollowTheSystemUntilTheReaderChooses() {
        signIn();
        String light = background();
        browser.prefers("dark");
        String dark = background();
        assertThat(dark).isNotEqualTo(light);
        browser.one("[data-theme-switch]").click();
        assertThat(background()).isEqualTo(light);
        browser.driver().navigate().refresh();
        assertThat(background()).as("kept over a reload").isEqualTo(light);
        browser.one("[data-theme-switch]").click();
        browser.one("[data-theme-switch]").click();
        assertThat(background()).as("as the system again").isEqualTo(dark);
    }

    private static String background() {
        return browser.script("return getComputedStyle(document.body).backgroundColor")
                .toString();
    }

    private void signIn() {
        browser.driver().get(server.url("/ui/sign-in").toString());
        browser.one("input[name=token]").sendKeys(server.token());
        browser.one("form button").click();
        browser.awaitUrl(server.url("/ui/devices"));
    }

    private void register(Map<String, String> facts) throws IOException, InterruptedException {
        String form = facts.entrySet().stream()
                .map(fact -> fact.getKey() + "=" + URLEncoder.encode(fact.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(server.url("/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("OK\n");
    }

    private void output(long run, String text) {
        server.act(
                1,
                device -> new DeviceEvent(1, now(), EventKind.OUTPUT, "output")
                        .ofRun(run)
                        .with(text));
    }

    private Instant now() {
        return server.inventory().now();
    }
}
