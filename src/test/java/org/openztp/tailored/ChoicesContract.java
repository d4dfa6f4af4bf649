package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.desired.DesiredImage;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** Which release and which profile a wish means for a board. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChoicesContract {
    private final Catalogue catalogue =
            new Catalogue(new Branches(Path.of("conf", "branches.yaml"), new SettableClock()));
    private TestDb test;

    abstract TestDb open();

    @BeforeAll
    void fill() {
        test = open();
        new CatalogueRows(test.db())
                .add("SNAPSHOT", "ath79/generic", "acme_one=acme,one")
                .add("25.12.0-rc1", "ath79/generic", "acme_one=acme,one")
                .add("24.10.2", "ath79/generic", "acme_one=acme,one", "acme_new=acme,new", "twin_a=twin", "twin_b=twin")
                .add("24.10.2", "ramips/mt7621", "both=acme,both")
                .add("24.10.2", "x86/64", "generic")
                .add("24.10.10", "ath79/generic", "acme_one=acme,one;acme,uno")
                .add("24.10.10", "mediatek/filogic", "both=acme,both")
                .add("24.10.10", "ramips/mt7621", "both=acme,both")
                .add("24.10.11", "ath79/generic", "acme_one=acme,one")
                .withoutBuilder("24.10.11", "ath79/generic")
                .add("24.10-SNAPSHOT", "ath79/generic", "acme_one=acme,one")
                .add("24.10.2", "odd/$(reboot)", "odd=acme,odd")
                .add("23.05.5", "ath79/generic", "acme_one=acme,one", "acme_old=acme,old");
    }

    @AfterAll
    void close() {
        test.close();
    }

    private Choice choice(String version, String board, String target) {
        DesiredImage wanted = DesiredImage.of(List.of("tcpdump", "-ppp"), version, null, null);
        return test.db().tx(tx -> new Choices(catalogue, tx).of(tx, wanted, board, target));
    }

    @ParameterizedTest(name = "{0} for {1} of {2} is {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                // the newest stable one, numbers by value; a candidate, a head and what has no ImageBuilder do not
                // count
                "-, 'acme,one', -, 24.10.10",
                "-, 'acme,one', ath79/generic, 24.10.10",
                "-, 'acme,new', -, 24.10.2",
                "-, 'acme,old', -, 23.05.5",
                "23.05, 'acme,one', -, 23.05.5",
                "24.10, 'acme,new', -, 24.10.2",
                "24.10.2, 'acme,one', -, 24.10.2",
                "25.12.0-rc1, 'acme,one', -, 25.12.0-rc1",
                "SNAPSHOT, 'acme,one', -, SNAPSHOT",
                "24.10-SNAPSHOT, 'acme,one', -, 24.10-SNAPSHOT",
                "-, 'acme,both', ramips/mt7621, 24.10.10",
                "-, any-pc, x86/64, 24.10.2"
            })
    void aReleaseIsFoundForTheBoard(String version, String board, String target, String release) {
        Choice found = choice(version, board, target);
        assertThat(found.isRefused()).as(found.words()).isFalse();
        assertThat(found.version()).contains(release);
        assertThat(found.request().packages().names()).containsExactly("tcpdump", "-ppp");
        assertThat(found.request().packages().all()).isFalse();
    }

    @ParameterizedTest(name = "{0} for {1} of {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, no_board, has not told its board",
                "22.03, 'acme,one', -, no_release, the catalogue has no release 22.03",
                "24.10.7, 'acme,one', -, no_release, the catalogue has no release 24.10.7",
                "-, 'no,such', -, no_profile, 'no stable release has a profile for the board no,such'",
                "24.10, 'acme,old', -, no_profile, 'no release 24.10 has a profile for the board acme,old'",
                "-, 'acme,one', ramips/mt7621, no_profile, of ramips/mt7621",
                "-, any-pc, -, no_profile, any-pc",
                "-, 'acme,both', -, ambiguous, 'mediatek/filogic, ramips/mt7621'",
                "-, twin, -, ambiguous, several profiles of 24.10.2",
                "-, 'acme,odd', -, no_profile, 'no image can be asked for: target: '",
                "24.10.11, 'acme,one', -, no_profile, an ImageBuilder for it"
            })
    void whatCannotBeToldIsSaid(String version, String board, String target, String code, String words) {
        Choice found = choice(version, board, target);
        assertThat(found.isRefused()).as(String.valueOf(found)).isTrue();
        assertThat(found.code()).isEqualTo(code);
        assertThat(found.words()).contains(words);
    }

    @Test
    void aBoardIsFoundByAnyNameThatItsProfileSupports() {
        assertThat(choice("24.10.10", "acme,uno", null).request().profile()).isEqualTo("acme_one");
    }

    @Test
    void devicesOfOneKindAskForTheSameImage() {
        assertThat(choice(null, "acme,one", null).hash())
                .isEqualTo(choice("24.10", "acme,one", "ath79/generic").hash())
                .isNotEqualTo(choice("23.05", "acme,one", null).hash());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 24.10.10, false",
                "-, 23.05.5, false",
                "-, 25.12.0, true",
                "-, 24.10-SNAPSHOT, true",
                "24.10, 25.12.0, true",
                "24.10.10, 25.12.0, false",
                "-, a vendor's own, false",
                "-, -, false"
            })
    void noDeviceGoesBackUnlessTheReleaseIsNamed(String version, String runs, boolean isRefused) {
        Choice found = choice(version, "acme,one", null).from(runs);
        assertThat(found.isRefused()).isEqualTo(isRefused);
        assertThat(found.code()).isEqualTo(isRefused ? "older" : null);
    }
}
