package org.openztp.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    @Test
    void everyValueKnowsItsLine() throws ConfFile.Wrong {
        Yaml.Mapping root = mapping("# a comment\na:\n  - one\n  -\n    b: two\nc: {d: [e,\n  f]}\n");

        assertThat(root.entries().get("a").line()).isEqualTo(2);
        Yaml.Items list = (Yaml.Items) root.entries().get("a").value();
        assertThat(list.values()).extracting(Yaml::line).containsExactly(3, 5);
        Yaml.Mapping flow = (Yaml.Mapping) root.entries().get("c").value();
        assertThat(((Yaml.Items) flow.entries().get("d").value()).values())
                .extracting(Yaml::line)
                .containsExactly(6, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.03", "0123", "1_000", "yes", "10:20", "2026-01-01", "0x1f", ".inf", "1e3"})
    void aScalarIsTheTextThatWasWritten(String text) throws ConfFile.Wrong {
        assertThat(text(mapping("a: " + text), "a")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "a:|true",
                "a: ~|true",
                "a: null|true",
                "a: NULL|true",
                "a: ''|false",
                "a: 'null'|false",
                "a: x|false"
            },
            delimiter = '|',
            quoteCharacter = '"')
    void onlyWhatIsUnquotedIsNull(String text, boolean isNull) throws ConfFile.Wrong {
        assertThat(((Yaml.Scalar) mapping(text).entries().get("a").value()).isNull())
                .isEqualTo(isNull);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n", "--- ~\n"})
    void anEmptyTextIsNothing(String text) throws ConfFile.Wrong {
        assertThat(Yaml.parse(text).kind()).isEqualTo("nothing");
    }

    @Test
    void aKeyForTheSecondTimeIsADefectOfItsMappingOnly() throws ConfFile.Wrong {
        Yaml.Mapping root = mapping("a: 1\nb:\n  c: 2\n  c: 3\n");
        Yaml.Mapping inner = (Yaml.Mapping) root.entries().get("b").value();

        assertThat(root.defects()).isEmpty();
        assertThat(inner.defects()).containsExactly(new Yaml.Defect(4, "c: for the second time"));
        assertThat(inner.entries().get("c").value()).isEqualTo(new Yaml.Scalar(3, "2", false));
    }

    @Test
    void aKeyThatIsNoTextIsADefect() throws ConfFile.Wrong {
        assertThat(mapping("a: 1\n{b: c}: 2\n").defects())
                .containsExactly(new Yaml.Defect(2, "a mapping stands where a name is wanted"));
    }

    @Test
    void aMergedMappingGivesWhatIsNotWritten() throws ConfFile.Wrong {
        Yaml.Items list = (Yaml.Items) Yaml.parse("- &x {a: 1, b: 2}\n- &y {b: 3, c: 4}\n- <<: [*x, *y]\n  a: 5\n");
        Yaml.Mapping merged = (Yaml.Mapping) list.values().get(2);

        assertThat(merged.entries()).containsOnlyKeys("a", "b", "c");
        assertThat(text(merged, "a")).isEqualTo("5");
        assertThat(text(merged, "b")).isEqualTo("2");
        assertThat(text(merged, "c")).isEqualTo("4");
    }

    static Stream<Arguments> notYaml() {
        return Stream.of(
                arguments("a: [b\nc: d\n", 2, "not YAML: "),
                arguments("a: 1\n\tb: 2", 2, "TAB"),
                arguments("a: 1\n---\nb: 2", 2, "a second document"),
                arguments("a: 1\nb: *none", 2, "*none stands for nothing"),
                arguments("a: &x [1, *x]", 1, "*x stands for nothing"),
                arguments("a: 1\nb: \u0007", 2, "a control character"),
                arguments("a: 1\nb: 2\n\u0000c: 3", 3, "a control character"),
                arguments("a: 1\n\nb: \"\\q\"", 3, "unknown escape"));
    }

    @ParameterizedTest
    @MethodSource("notYaml")
    void whatIsNotYamlIsRefusedWithItsLine(String text, int line, String words) {
        assertThatThrownBy(() -> Yaml.parse(text))
                .isInstanceOfSatisfying(
                        ConfFile.Wrong.class, wrong -> assertThat(wrong.line()).isEqualTo(line))
                .hasMessageContaining(words);
    }

    @Test
    void depthIsLimited() {
        assertThatThrownBy(() -> Yaml.parse("[\n".repeat(5_000_000))).hasMessage("deeper than 50 levels");
        assertThatThrownBy(() -> Yaml.parse("{a: ".repeat(20_000))).hasMessage("deeper than 50 levels");
    }

    @Test
    void tenMegabytesOfValuesAreRefusedBeforeTheyFillTheMemory() {
        assertThatThrownBy(() -> Yaml.parse("[" + "a,\n".repeat(4_000_000) + "]"))
                .hasMessage("more than 500000 values");
    }

    @Test
    void aLineIsNoBook() throws ConfFile.Wrong {
        String line = "a: " + "b".repeat(99_997);

        assertThat(text(mapping(line + "\n"), "a")).hasSize(99_997);
        assertThatThrownBy(() -> Yaml.parse("x: y\n" + line + "b\n"))
                .isInstanceOfSatisfying(
                        ConfFile.Wrong.class, wrong -> assertThat(wrong.line()).isEqualTo(2))
                .hasMessage("a line of more than 100000 characters");
    }

    @Test
    void aliasesShareAndMergesCount() throws ConfFile.Wrong {
        StringBuilder shared = new StringBuilder("- &a0 [x, x]\n");
        StringBuilder merged = new StringBuilder("- &a0 {");
        for (int i = 0; i < 1000; i++) {
            merged.append("k").append(i).append(": v, ");
        }
        merged.append("}\n");
        for (int i = 1; i < 40; i++) {
            shared.append("- &a%d [*a%d, *a%d]\n".formatted(i, i - 1, i - 1));
        }
        for (int i = 1; i < 600; i++) {
            merged.append("- &a%d {<<: *a%d}\n".formatted(i, i - 1));
        }

        assertThat(((Yaml.Items) Yaml.parse(shared.toString())).values()).hasSize(40);
        assertThatThrownBy(() -> Yaml.parse(merged.toString())).hasMessage("more than 500000 values");
    }

    @Test
    void noTextDoesWorseThanBeRefused() {
        Random random = new Random(4);
        String signs = "ab:- \n\t[]{},&*!|>'\"%@`#?<~\\$=0\u0085\u2028\u00e9\ud83d\ude00\ufeff";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            try {
                assertThat(Yaml.parse(text.toString()).line()).isPositive();
            } catch (ConfFile.Wrong e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private static Yaml.Mapping mapping(String text) throws ConfFile.Wrong {
        return (Yaml.Mapping) Yaml.parse(text);
    }

    private static String text(Yaml.Mapping mapping, String key) {
        return ((Yaml.Scalar) mapping.entries().get(key).value()).text();
    }
}
