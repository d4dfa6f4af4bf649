package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.http.Problem;

class UpgradeOptionsTest {
    private static UpgradeOptions of(String letters) {
        Map<String, Boolean> asked = new HashMap<>();
        letters.chars().forEach(letter -> asked.put(String.valueOf((char) letter), true));
        return UpgradeOptions.of(asked);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "n, -n", "ck, -c -k", "upkF, -F -k -p -u", "co, -c -o", "nk, -k -n"})
    void sysupgradeGetsWhatWasAskedForAndNothingElse(String letters, String words) {
        assertThat(of(letters).words()).isEqualTo(words);
        assertThat(UpgradeOptions.read(words)).isEqualTo(of(letters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nc", "no", "nco"})
    void whatKeepsNothingKeepsNothing(String letters) {
        assertThatThrownBy(() -> of(letters))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(422))
                .hasMessageContaining("not both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "T", "C", "-", ";", "f"})
    void otherLettersAreNone(String letters) {
        assertThatThrownBy(() -> of(letters)).hasMessageContaining("each of c, o, n, u, p, k and F");
    }

    @Test
    void aWordIsNoLetterAndNullNoAnswer() {
        assertThatThrownBy(() -> UpgradeOptions.of(Map.of("n -F; reboot", true)))
                .isInstanceOf(Problem.class);
        Map<String, Boolean> unsaid = new HashMap<>();
        unsaid.put("n", null);
        assertThatThrownBy(() -> UpgradeOptions.of(unsaid)).isInstanceOf(Problem.class);
        assertThat(UpgradeOptions.of(Map.of("n", false, "c", true)).words()).isEqualTo("-c");
        assertThat(UpgradeOptions.of(null)).isEqualTo(UpgradeOptions.NONE);
    }

    @Test
    void theMarkOfAFlashProvesNothingWhereAllOfEtcIsKept() {
        assertThat(of("c").keepMark()).isTrue();
        assertThat(of("o").keepMark()).isTrue();
        assertThat(of("k").keepMark()).isFalse();
        assertThat(of("n").keepMark()).isFalse();
    }
}
