package org.openztp.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.archive.Tarball;
import org.openztp.testkit.Browser;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.TestServer;

/** A configuration that changes, as an operator sees it who may. */
@Tag("lab")
class BackupPagesIT {
    private static final String MAC = "02:ba:c0:00:01:01";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final AtomicReference<byte[]> configuration =
            new AtomicReference<>(Tarball.router("OpenWrt").gzip());

    private static void register(TestServer server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/register"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("mac=" + MAC + "&release=23.05.3"))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void aConfigurationIsKeptComparedAndPutBackOnItsPages() throws Exception {
        try (FakeRouter router = new FakeRouter(MAC, "23.05.3");
                TestServer server = TestServer.start(
                        home, "provision.ssh-port", String.valueOf(router.sshd().port()));
                Browser browser = new Browser()) {
            router.script(router::initScript);
            router.sshd().on("'ztp-backup' ", call -> {
                call.out().write(configuration.get());
                call.out().flush();
                return 0;
            });
            register(server);
            browser.driver().get(server.url("/ui/sign-in").toString());
            browser.one("input[name=token]").sendKeys(server.adminToken());
            browser.one("form button").click();
            browser.awaitText("#rows tr", "Provisioned", PATIENCE);
            browser.driver().get(server.url("/ui/devices/1/backups").toString());
            reloadUntil(browser, 1);

            configuration.set(Tarball.router("ap-1")
                    .file("etc/config/dhcp", "config dnsmasq\n")
                    .gzip());
            browser.one(".head form button").click();
            reloadUntil(browser, 2);

            for (String scheme : new String[] {"light", "dark"}) {
                browser.prefers(scheme);
                browser.driver().get(server.url("/ui/devices/1/backups").toString());
                browser.screenshot("backups-" + scheme);
                assertThat(browser.lowContrast()).isEmpty();
                browser.driver().get(server.url("/ui/devices/1/backups/2").toString());
                browser.screenshot("backup-diff-" + scheme);
                assertThat(browser.lowContrast()).isEmpty();
            }
            assertThat(browser.text("main"))
                    .contains("etc/config/dhcp", "+config dnsmasq", "-\toption hostname 'OpenWrt'");

            browser.one("[data-open=restore]").click();
            browser.one("#restore button.main").click();
            browser.awaitText(".time", "version 2 of its configuration is to be restored");
            browser.awaitText(".pill", "Provisioned", PATIENCE);

            browser.one("[data-open=replace]").click();
            browser.one("#replace input[name=by]").sendKeys("02:ba:c0:00:01:02");
            browser.screenshot("replace");
            browser.one("#replace button.main").click();
            browser.awaitText(".time", "its place waits for 02:ba:c0:00:01:02");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void reloadUntil(Browser browser, int version) {
        await().atMost(PATIENCE).until(() -> {
            browser.driver().navigate().refresh();
            return !browser.all("#version-" + version).isEmpty();
        });
    }
}
