package org.openztp.firmware.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.Browser;
import org.openztp.testkit.SampleImage;
import org.openztp.testkit.Signer;
import org.openztp.testkit.TestServer;

/** Images that are handed in by a browser, as an operator sees it. */
@Tag("lab")
class StoreInTheBrowserIT {
    @TempDir
    Path home;

    @TempDir
    Path folder;

    @Test
    void anImageIsHandedInAndListedAndARefusedOneIsToldInWords() throws Exception {
        Signer signer = new Signer("84bfc88a17166577");
        SampleImage image = SampleImage.uImage(1, 8 << 20).metadata(SampleImage.json("acme,one", "24.10.2"));
        Path good = image.signature(signer.ucert(image.bytes())).write(folder.resolve("one-sysupgrade.bin"));
        Path bare = SampleImage.uImage(2, 5 << 20).write(folder.resolve("two-factory.bin"));
        try (TestServer server = TestServer.start(home);
                Browser browser = new Browser()) {
            signer.publishIn(home.resolve("conf").resolve("keys"));
            browser.driver().get(server.url("/ui/firmware").toString());
            browser.one("input[name=token]").sendKeys(server.adminToken());
            browser.one("form button").click();
            browser.awaitText("main", "No firmware yet");

            browser.one("[data-open=new-build]").click();
            browser.one("#new-build input[name=category]").sendKeys("campus");
            browser.one("#new-build input[name=version]").sendKeys("24.10.2");
            browser.one("#new-build button.main").click();
            browser.awaitText("h1", "campus/24.10.2");
            browser.one("input[name=files]").sendKeys(good.toString());
            browser.one(".upload button").click();
            browser.awaitText("#images", "one-sysupgrade.bin");
            assertThat(browser.text("#images")).contains("acme,one", "24.10.2", "8.3 MB", signer.id());

            browser.one("input[name=files]").sendKeys(bare.toString());
            browser.one("input[name=boards]").sendKeys("acme,two  acme,three");
            browser.one(".upload button").click();
            browser.awaitText("#images", "two-factory.bin");
            assertThat(browser.text("#images")).contains("acme,three acme,two", "nobody");
            assertThat(browser.complaints()).isEmpty();
            for (String scheme : new String[] {"light", "dark"}) {
                browser.prefers(scheme);
                browser.screenshot("firmware-build-" + scheme);
                assertThat(browser.lowContrast()).isEmpty();
            }

            browser.one("input[name=files]").sendKeys(folder.resolve("one-sysupgrade.bin") + "\n" + copy(bare));
            browser.one(".upload button").click();
            browser.awaitText(".upload [role=status]", "other.bin: board");
            browser.screenshot("firmware-refused");

            browser.driver().get(server.url("/ui/firmware").toString());
            browser.awaitText(".builds", "campus/24.10.2");
            browser.screenshot("firmware-builds");
            browser.size(390, 800);
            browser.one(".builds a").click();
            browser.awaitText("#images", "acme,one");
            browser.screenshot("firmware-build-phone");
            browser.one("[data-open=remove-1]").click();
            browser.one("#remove-1 button.main").click();
            browser.awaitText("#images", "acme,two");
            assertThat(browser.text("#images")).doesNotContain("acme,one");
        }
    }

    private Path copy(Path image) throws Exception {
        return Files.copy(image, folder.resolve("other.bin"));
    }
}
