package org.openztp.desired;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.testkit.SettableClock;

class DesiredFileTest {
    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("desired-firmware.yaml"), text);
    }

    @Test
    void rulesAreHeldInTheirOrderWithTheirPlace() throws IOException {
        DesiredFile file = new DesiredFile(write("""
                rules:
                  - tag: frozen
                    build: none
                  - {group: schools, definition: ap one, build: campus/24.10.2, fix: automatic}
                  - build: campus/23.05.5
                """), clock);

        assertThat(file.rules())
                .extracting(DesiredRule::source)
                .containsExactly("desired-firmware.yaml:2", "desired-firmware.yaml:4", "desired-firmware.yaml:5");
        DesiredRule second = file.rules().get(1);
        assertThat(second.build()).contains(new DesiredBuild("campus/24.10.2", true));
        assertThat(second.holds(Set.of(), "schools", "ap one")).isTrue();
        assertThat(second.holds(Set.of(), "schools", null)).isFalse();
        assertThat(second.holds(Set.of(), null, "ap one")).isFalse();
        assertThat(file.rules().get(0).build()).isEmpty();
        assertThat(file.rules().get(0).holds(Set.of("lab", "frozen"), null, null))
                .isTrue();
        assertThat(file.rules().get(2).holds(Set.of(), null, null)).isTrue();
        assertThat(file.rules().get(2).build()).contains(new DesiredBuild("campus/23.05.5", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "rules:\n", "rules: []\n"})
    void aFileMaySayNothing(String text) throws IOException {
        assertThat(new DesiredFile(write(text), clock).rules()).isEmpty();
    }

    @Test
    void theShippedFileSaysNothingAndItsExampleIsGood() throws IOException {
        Path shipped = Path.of("conf/desired-firmware.yaml");
        assertThat(new DesiredFile(shipped, clock).rules()).isEmpty();
        String text = Files.readString(shipped);
        String example = text.substring(text.indexOf("# rules:"), text.indexOf("\nrules: []"))
                .replaceAll("(?m)^# ", "");
        assertThat(new DesiredFile(write(example), clock).rules()).hasSize(3);
    }

    @Test
    void noFileSaysNothing() {
        DesiredFile file = new DesiredFile(folder.resolve("desired-firmware.yaml"), clock);
        assertThat(file.rules()).isEmpty();
        assertThat(file.faults()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - tag: lab                                    | 2 | build: CATEGORY/VERSION
            - build: 24.10.2                              | 2 | build: CATEGORY/VERSION
            - build: a/b/c                                | 2 | build: CATEGORY/VERSION
            - {build: a/b, fix: now}                      | 2 | fix: report or automatic
            - {build: none, fix: automatic}               | 2 | build: CATEGORY/VERSION
            - {build: a/b, tag: Lab}                      | 2 | tag: no tag
            - {build: a/b, group: 'a b'}                  | 2 | group: no group
            - {build: a/b, tag: [a]}                      | 2 | tag: a text is wanted
            - {build: a/b, tags: a}                       | 2 | tags: unknown here
            - a/b                                         | 2 | a mapping with
            """)
    void whatCannotBeIsToldWithItsLineAndTheLastGoodContentStays(String rule, int line, String words)
            throws IOException {
        DesiredFile file = new DesiredFile(write("rules:\n  - build: campus/1\n"), clock);
        assertThat(file.rules()).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
        Path bad = write("rules:\n  " + rule + "\n");

        assertThat(file.faults()).singleElement().asString().contains(":" + line + ": ", words);
        assertThat(file.rules()).hasSize(1);
        assertThat(DesiredFile.validate(bad))
                .get()
                .satisfies(wrong -> assertThat(wrong.line()).isEqualTo(line));
    }
}
