package org.openztp.openwrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AshTest {
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "it's",
            "'",
            "''",
            "$(reboot)",
            "`reboot`",
            "a\"b\\c",
            "$HOME ~ * ? [a] {b,c}",
            "two\nlines\n",
            "; rm -rf / #",
            "-n",
            "ünïcode 🛜");

    @Test
    void aShellGivesBackEveryWordAsItWas() throws Exception {
        assertThat(printed(Ash.command(HOSTILE))).isEqualTo(String.join("|", HOSTILE) + "|");
    }

    @Test
    void noShellCanCarryNul() {
        assertThatThrownBy(() -> Ash.quote("a\0b")).isInstanceOf(InvalidValue.class);
    }

    private static String printed(String words) throws IOException, InterruptedException {
        Process sh = new ProcessBuilder("sh", "-c", "printf '%s|' " + words).start();
        String out = new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(sh.waitFor()).isZero();
        return out;
    }
}
