package org.openztp.image.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.image.BuildFault;
import org.openztp.image.Builder.Down;
import org.openztp.image.Builder.Failed;
import org.openztp.image.Builder.Output;

/** The words of opkg, apk and the image tools, as they have been seen. */
class MakeTroubleTest {
    private static Make.Result result(int exit, String text) {
        Kept kept = new Kept(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), MakeTrouble.TELLING);
        kept.run();
        return new Make.Result(exit, new Output("", kept.text()), kept.lines());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " * opkg_install_cmd: Cannot install package luci-app-opkg. | NO_PACKAGE | missing (luci-app-opkg)",
                "  auc (no such package): | NO_PACKAGE | missing (auc)",
                " * check_conflicts_for: The following packages conflict with wpad-basic: | CONFLICT | conflicts (wpad-basic)",
                " * check_data_file_clashes: Package dnsmasq-full wants to install file /etc/x | CONFLICT | conflicts (dnsmasq-full)",
                "But that file is already provided by package  * dnsmasq | CONFLICT | conflicts (dnsmasq)",
                "    conflicts: wpad-mesh[hostapd=1] | CONFLICT | conflicts (wpad-mesh)",
                "ERROR: ip-full: trying to overwrite sbin/ip owned by ip-tiny. | CONFLICT | conflicts (ip-full)"
            })
    void aSelectionThatIsImpossibleIsSaidToBe(String line, BuildFault fault, String words) {
        Failed failed =
                catchThrowableOfType(Failed.class, () -> MakeTrouble.check(result(255, "before\n" + line + "\nafter")));

        assertThat(failed.fault()).isEqualTo(fault);
        assertThat(failed).hasMessage("Impossible package selection: " + words);
    }

    @Test
    void allThatIsWrongWithASelectionIsNamed() {
        String text = " * opkg_install_cmd: Cannot install package b.\n * opkg_install_cmd: Cannot install package a.\n"
                + " * check_data_file_clashes: Package c wants to install file /x\n";

        Failed failed = catchThrowableOfType(Failed.class, () -> MakeTrouble.check(result(255, text)));

        assertThat(failed).hasMessage("Impossible package selection: missing (a, b) conflicts (c)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Package size mismatch: wget_1 is 5 bytes, expecting 6 bytes",
                "opkg_download: Failed to download https://x, wget returned 4.",
                "wget: exited with error 8",
                "gzip: stdin: unexpected end of file",
                "WARNING: opening https://x: temporary error (try again later)"
            })
    void whatWasNotFetchedIsNoFaultOfTheSelection(String line) {
        String text = line + "\n * opkg_install_cmd: Cannot install package luci.\n";

        assertThat(catchThrowableOfType(Down.class, () -> MakeTrouble.check(result(255, text))))
                .hasMessageContaining(line.strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"WARNING: Image file x.bin is too big: 9 > 8", "dd: out of space?"})
    void whatDoesNotFitFailsThoughMakeEndsWell(String line) {
        Failed failed = catchThrowableOfType(Failed.class, () -> MakeTrouble.check(result(0, line)));

        assertThat(failed.fault()).isEqualTo(BuildFault.TOO_BIG);
    }

    @Test
    void aLineThatTellsIsFoundInTheMidstOfALongLog() {
        String much = "nothing to see\n".repeat(200_000);

        Failed failed = catchThrowableOfType(
                Failed.class, () -> MakeTrouble.check(result(1, much + "Cannot install package x.\n" + much)));

        assertThat(failed).hasMessageEndingWith("missing (x)");
        assertThat(failed.output().stderr()).contains("bytes left out").hasSizeLessThan(1_100_000);
    }

    @Test
    void anythingElseIsAnErrorOfTheBuild() {
        Failed failed = catchThrowableOfType(Failed.class, () -> MakeTrouble.check(result(2, "make: *** [x] Error 2")));

        assertThat(failed.fault()).isEqualTo(BuildFault.BUILD_ERROR);
        assertThat(failed).hasMessage("Error while building firmware. See stdout/stderr");
    }

    @Test
    void whatEndsWellIsWell() {
        Make.Result well = result(0, " * opkg_install_cmd: Cannot install package x.\nbut never mind");

        assertThatCode(() -> MakeTrouble.check(well)).doesNotThrowAnyException();
        assertThatCode(() -> MakeTrouble.checkImage(well)).doesNotThrowAnyException();
    }

    @Test
    void anImageIsMadeWithoutTheNetworkWhateverIsSaidOfThat() {
        String text = "opkg_download: Failed to download https://x, wget returned 4.\nmake: *** [x] Error 2";

        Failed failed = catchThrowableOfType(Failed.class, () -> MakeTrouble.checkImage(result(2, text)));

        assertThat(failed.fault()).isEqualTo(BuildFault.BUILD_ERROR);
        assertThat(failed).hasMessage("Error while building firmware. See stdout/stderr");
    }

    @Test
    void aPackageThatWasThereAndIsGoneIsNoFaultOfTheSelection() {
        String text = " * opkg_install_cmd: Cannot install package luci.\n";

        assertThat(catchThrowableOfType(Down.class, () -> MakeTrouble.checkImage(result(255, text))))
                .hasMessage("packages were fetched and are not there: luci");
    }

    @Test
    void anImageThatDoesNotFitFailsThoughMakeEndsWell() {
        Make.Result big = result(0, "WARNING: Image file x.bin is too big: 9 > 8");

        assertThat(catchThrowableOfType(Failed.class, () -> MakeTrouble.checkImage(big))
                        .fault())
                .isEqualTo(BuildFault.TOO_BIG);
    }
}
