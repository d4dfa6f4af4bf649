package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openztp.openwrt.Sha256;
import org.openztp.testkit.Browser;

/** Images as an operator has them made, watches them, takes one back and fetches one, by mouse. */
@Tag("lab")
class ImagePagesIT extends ImageServerStage {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        start(1);
        browser = new Browser();
        browser.driver().get(server.url("/ui/sign-in").toString());
        browser.one("input[name=token]").sendKeys(server.adminToken());
        browser.one("form button").click();
        browser.awaitText("nav", "Images");
    }

    @AfterAll
    static void end() {
        browser.close();
    }

    private static void order(String packages) {
        browser.driver().get(server.url("/ui/images").toString());
        browser.one("[data-open=order-image]").click();
        browser.one("#order-image input[name=profile]").sendKeys("acme,one");
        browser.one("#order-image input[name=packages]").sendKeys(packages);
        browser.one("#order-image textarea").sendKeys("uci set x='geheim'");
        shots("image-form");
        browser.one("#order-image button.main").click();
    }

    private static void press(String words) {
        browser.driver()
                .findElement(By.xpath("//main//button[text()='" + words + "']"))
                .click();
    }

    private static void shots(String name) {
        for (String scheme : new String[] {"light", "dark"}) {
            browser.prefers(scheme);
            browser.screenshot(name + "-" + scheme);
            assertThat(browser.lowContrast()).as(name + " " + scheme).isEmpty();
        }
    }

    private static HttpResponse<byte[]> fetch(String link) throws IOException, InterruptedException {
        String cookies = browser.driver().manage().getCookies().stream()
                .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(link))
                                .header("Cookie", cookies)
                                .build(),
                        BodyHandlers.ofByteArray());
    }

    @Test
    void anImageIsAskedForWatchedFetchedAndKept() throws Exception {
        order("tcpdump, -dropbear");
        browser.awaitText("#image .state", "Done", PATIENCE);
        assertThat(browser.text("#image")).contains("acme_one", "tcpdump -dropbear", "runs a script of who asked");
        assertThat(browser.text("#image")).doesNotContain("geheim");
        HttpResponse<byte[]> file = fetch(browser.one(".files td a").getDomProperty("href"));
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(Sha256.hex(file.body())).isEqualTo(browser.text(".files td.mono"));
        press("Keep it");
        browser.awaitText("#image .sub", "kept until somebody says otherwise");
        shots("image-done");
        press("Keep it no longer");
        browser.awaitText("#image .sub", "kept until");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void oneThatIsBeingMadeShowsItsStepsAndIsTakenBack() {
        order("toy-hang");
        browser.awaitText("#image [role=status]", "Chooses the packages", PATIENCE);
        shots("image-being-made");
        browser.driver().get(server.url("/ui/images").toString());
        browser.awaitText("#images .c-state .state", "Being made");
        shots("images");
        browser.one("#images td a").click();
        press("Cancel");
        browser.awaitText("#image .state", "Cancelled");
        assertThat(browser.text("#image [role=status]")).contains("cancelled by");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void oneThatCannotBeMadeSaysWhy() {
        order("toy-conflict");
        browser.awaitText("#image .state", "Failed", PATIENCE);
        assertThat(browser.text("#image [role=status]")).contains("CONFLICT", "Impossible package selection");
        browser.one("#image details summary").click();
        assertThat(browser.text("#image .out")).contains("check_conflicts_for");
        shots("image-failed");
        order("no-such-package");
        browser.awaitText("main", "Unsupported package(s): no-such-package");
        assertThat(browser.complaints()).singleElement().asString().contains("status of 422");
    }

    @Test
    void aSeedImageWantsTheAddressOfThisServer() {
        browser.driver().get(server.url("/ui/images").toString());
        browser.one("[data-open=seed-image]").click();
        browser.one("#seed-image input[name=profile]").sendKeys("acme,one");
        browser.one("#seed-image button.main").click();
        browser.awaitText("main", "server_url is not set");
        assertThat(browser.complaints()).singleElement().asString().contains("status of 409");
    }

    @Test
    void theUpstreamsAreReadAnewAndSayWhatIsWrongWithThem() {
        browser.driver().get(server.url("/ui/images").toString());
        browser.driver().findElement(By.linkText("Where they come from")).click();
        browser.awaitText("#upstreams table", "never");
        press("Read it anew");
        browser.awaitText("#upstreams .changelog", "What was wrong with toy", PATIENCE);
        shots("upstreams");
        await("what every page says is looked up now and then").atMost(PATIENCE).until(() -> {
            browser.driver().navigate().refresh();
            return browser.text("#alerts").contains("upstream toy: .versions.json: there is no such file");
        });
        assertThat(browser.text("#alerts")).doesNotContain("Enlarge the pool");
        assertThat(browser.complaints()).isEmpty();
    }
}
