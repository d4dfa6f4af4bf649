package org.openztp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openztp.observe.Finding;

class ImageUrlCheckTest {
    /** The longest name of a file of OpenWrt's, with what asu may put into it. */
    private static final int LONGEST_NAME = 93 + 13;

    private static final String LONGEST =
            "https://net.example/" + "x".repeat(ImageUrlCheck.LONGEST - "https://net.example/".length());

    private static ImageUrlCheck check(String url, boolean inUse) {
        return new ImageUrlCheck(Optional.ofNullable(url).map(URI::create), () -> inUse);
    }

    @Test
    void theLongestAddressLeavesRoomForTheLongestUrlOfAFileInAucs256Bytes() {
        assertThat((LONGEST + "/download/" + "0".repeat(64) + "/").length() + LONGEST_NAME)
                .isLessThan(256);
        assertThat(check(LONGEST, true).findings()).isEmpty();
        assertThat(check(LONGEST + "/", true).findings()).isEmpty();
    }

    @Test
    void oneCharacterMoreIsWarnedOfWhereThereAreImages() {
        assertThat(check(LONGEST + "x", true).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(finding.what()).contains("75 characters");
            assertThat(finding.mend()).contains("74 characters");
        });
        assertThat(check(LONGEST + "x", false).findings()).isEmpty();
    }

    @Test
    void anAddressThatIsNotSetIsWhateverClientsCallIt() {
        assertThat(check(null, true).findings()).isEmpty();
    }
}
