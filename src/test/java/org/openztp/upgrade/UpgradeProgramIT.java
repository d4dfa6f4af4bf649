package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.Lab;

/** The programs as they are put together, not only their parts. */
@Tag("lab")
class UpgradeProgramIT {
    @TempDir
    Path folder;

    @Test
    void theWholeProgramsAreCleanToShellcheck() throws IOException {
        UpgradeProgram.Image image = new UpgradeProgram.Image("0a".repeat(32), 1, "it's $x", "");
        UpgradeProgram.Wish wish = new UpgradeProgram.Wish(
                UpgradeBench.OPERATION, MacAddress.parse("02:00:00:00:00:01"), "it's $x", image, "-n");
        UpgradeProgram.Source source = new UpgradeProgram.Source("https://server/ztp", "a", "t", true);
        UpgradeProgram.Means means = new UpgradeProgram.Means(List.of("cron"), Duration.ofMinutes(5));
        Path prepare = folder.resolve("prepare");
        Path flash = folder.resolve("flash");
        Files.write(prepare, UpgradeProgram.prepare(UpgradeBench.KEY, wish, source, means));
        Files.write(flash, UpgradeProgram.flash(UpgradeBench.KEY, wish));

        Lab.Output output = Lab.run(null, List.of("shellcheck", "-s", "dash", prepare.toString(), flash.toString()));

        assertThat(output.exit()).as(output.text()).isZero();
    }
}
