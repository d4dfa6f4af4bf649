package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.config.ConfFile;

/** Whatever stands in the file and whatever a device says: an answer or a refusal, in time and within the memory. */
class AnyFileTest {
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final String GOOD = """
            variables: {spine: "regex('spine\\\\d+$')", host: leaf1}
            patterns:
            - {name: a, definition: d, node: 001c731a2b3c}
            - name: b
              definition: d
              variables: &v {site: x}
              match: &m
                mac: [00:1c:73, 02]
                release: ">=22.03 <24.10"
                subnet: 10.0.0.0/8
                board_name: "*"
              interfaces:
              - Ethernet1-2,4,6/1-6/3: $spine:any
              - any: includes('x'):regex('\\d')
              - none: {device: spine1, port: any}
            - {name: c, definition: d, model: 'v.*', config-handler: x, variables: *v, match: {<<: *m, tags: t}}
            """;
    private static final List<String> WORDS = List.of(
            "patterns",
            "variables",
            "name",
            "definition",
            "node",
            "model",
            "interfaces",
            "match",
            "config-handler",
            "any",
            "none",
            "Ethernet1",
            "Et1-4",
            "Ethernet1-99999",
            "regex('(a*)*b')",
            "exact('",
            "')",
            "$x",
            "$",
            "x:y",
            ": ",
            ":",
            "- ",
            "\n",
            "\n  ",
            "\n- ",
            "  ",
            "\t",
            "{",
            "}",
            "[",
            "]",
            ",",
            "&a ",
            "*a",
            "<<: ",
            "? ",
            "| ",
            "'",
            "\"",
            "#",
            "!!int ",
            "---\n",
            "%YAML 9.9\n",
            "null",
            "~",
            "0x1f",
            ">=22.03",
            "10.0.0.0/8",
            "mac",
            "release",
            "subnet",
            "tags",
            "\u0000",
            "\u0085",
            "\ud83d",
            "\ufeff",
            "ä");
    private static final Subject DEVICE = Patterns.router()
            .fact("model", "vEOS")
            .fact("release", "23.05.3")
            .fact("board_name", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")
            .at("10.1.2.3")
            .tagged("t")
            .hearing(Map.of(
                    "Ethernet1", List.of(new Neighbor("spine1", "x")), "eth2", List.of(new Neighbor("a:b", "y"))))
            .subject();

    private final Random random = new Random(20_260_101);

    @Test
    void aMutatedFileIsReadOrRefused() {
        int[] answers = new int[3];
        assertTimeoutPreemptively(LONG, () -> {
            for (int i = 0; i < 4_000; i++) {
                answers[held(mutated())]++;
            }
        });
        assertThat(answers).as("refused, faulty and good ones").doesNotContain(0);
    }

    @Test
    void aFileOfRandomWordsIsReadOrRefused() {
        assertTimeoutPreemptively(LONG, () -> {
            for (int i = 0; i < 10_000; i++) {
                StringBuilder text = new StringBuilder(random.nextBoolean() ? "patterns:\n- name: p\n  " : "");
                for (int words = random.nextInt(30); words > 0; words--) {
                    text.append(WORDS.get(random.nextInt(WORDS.size())));
                }
                held(text.toString());
            }
        });
    }

    private String mutated() {
        StringBuilder text = new StringBuilder(GOOD);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> text.setCharAt(at, (char) (32 + random.nextInt(95)));
                default -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
            }
        }
        return text.toString();
    }

    /** 0 for a file that was refused, 1 for one with faults, 2 for a good one. */
    private static int held(String text) {
        try {
            PatternFile file = Patterns.read(text);
            Known device = new Known(DEVICE);
            file.all()
                    .forEach(pattern ->
                            assertThat(pattern.otherwise(device).isEmpty()).isEqualTo(pattern.holds(device)));
            assertThat(file.faults()).allSatisfy(fault -> {
                assertThat(fault.line()).isPositive();
                assertThat(fault.words()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
            });
            assertThat(file.all().stream().anyMatch(DevicePattern::isBroken))
                    .isEqualTo(file.faults().stream()
                                    .anyMatch(fault -> !fault.pattern().isEmpty())
                            || file.all().stream()
                                    .anyMatch(p -> p.isBroken() && p.name().isEmpty()));
            return file.faults().isEmpty() ? 2 : 1;
        } catch (ConfFile.Wrong e) {
            assertThat(e.getMessage()).isNotBlank();
            return 0;
        }
    }

    @Test
    void anExpressionThatTakesYearsIsNoMatchAndSaysSo() throws ConfFile.Wrong {
        PatternFile file = Patterns.read("""
                patterns:
                - {name: slow, definition: d, model: '.*.*.*.*.*c'}
                - {name: not slow, definition: d, interfaces: [{none: "regex('(x|xx)+y\\\\1'):any"}]}
                - {name: long, definition: d, model: '(a|b)*c'}
                """);
        Known device = new Known(Patterns.router()
                .fact("board_name", "a".repeat(80))
                .fact("model", "ab".repeat(500))
                .hearing(Map.of("Ethernet1", List.of(new Neighbor("x".repeat(200), "y"))))
                .subject());

        assertTimeoutPreemptively(
                LONG,
                () -> assertThat(file.all())
                        .allSatisfy(pattern -> assertThat(pattern.holds(device)).isFalse()));
        assertThat(file.all().get(0).otherwise(device)).contains("regex('.*.*.*.*.*c') takes too long here");
        assertThat(file.all().get(1).otherwise(device)).contains("regex('(x|xx)+y\\1') takes too long here");
    }

    @Test
    void anExpressionMayBeAsDeepAsItsLengthAllows() throws ConfFile.Wrong {
        for (String deep : List.of("(".repeat(500) + "a" + ")".repeat(500) + "*", "(a".repeat(600), "[".repeat(999))) {
            assertThat(Patterns.read("patterns:\n- {name: p, definition: d, model: '" + deep + "'}\n")
                            .faults())
                    .hasSize(1);
        }
        assertThat(Patterns.read("patterns:\n- {name: p, definition: d, model: '" + "(".repeat(300) + "a"
                                + ")*".repeat(300) + "'}\n")
                        .faults())
                .isEmpty();
    }

    @Test
    void aliasesDoNotMakeASmallFileLarge() throws ConfFile.Wrong {
        StringBuilder text = new StringBuilder("patterns:\n- &p\n  name: p\n  definition: d\n  interfaces:\n");
        text.append("  - &w {any: any}\n");
        text.append("  - *w\n".repeat(900));
        text.append("- *p\n".repeat(15_000));

        PatternFile file = assertTimeoutPreemptively(LONG, () -> Patterns.read(text.toString()));

        assertThat(file.all()).hasSize(15_001);
        assertThat(file.all().stream().filter(pattern -> !pattern.isBroken()).count())
                .isBetween(50L, 500L);
        assertThat(file.faults())
                .hasSize(1000)
                .last()
                .satisfies(fault -> assertThat(fault.words()).contains("more than 200000 conditions"));
    }

    @Test
    void tenMegabytesAreReadOrRefused(@TempDir Path folder) throws Exception {
        List<String> texts = new ArrayList<>();
        texts.add("patterns:\n" + "- {name: p, definition: d, match: {}}\n".repeat(280_000));
        texts.add("patterns:\n" + "- {name: p, definition: d, node: x}\n".repeat(25_000));
        texts.add("patterns:\n- {name: p, definition: d, match: {mac: '" + "0".repeat(10_000_000) + "'}}\n");
        texts.add("patterns:\n- {name: p, definition: d, match: {mac: '" + "0\n ".repeat(3_000_000) + "'}}\n");
        texts.add("patterns:\n- {name: p, definition: d, match: {mac: [" + "02,\n".repeat(400_000) + "]}}\n");
        texts.add("patterns:\n- name: p\n  definition: d\n  model: " + "(a\n   ".repeat(2_000_000) + "\n");
        texts.add(
                "patterns:\n- name: p\n  definition: d\n  interfaces:\n  - Ethernet1" + ",2".repeat(40_000) + ": any");
        texts.add("patterns:\n- {name: p, definition: d, ? |\n" + "kkkkkkkkk\n".repeat(1_000_000) + "\n: x}\n");
        texts.add("\t".repeat(10_000_000));
        texts.add("- ".repeat(5_000_000));
        texts.add("- \n".repeat(5_000_000));
        for (String text : texts) {
            Path file = Files.writeString(folder.resolve("neighbordb"), text);
            Validation validation = assertTimeoutPreemptively(LONG, () -> NeighborDb.validate(file));
            assertThat(validation.ok()).isFalse();
            assertThat(validation.faults().toString()).hasSizeLessThan(1000);
        }
    }

    @Test
    void aSubjectHasNoMoreNeighboursThanADeviceCanHave() {
        Map<String, List<Neighbor>> many = new HashMap<>();
        for (int i = 0; i < 257; i++) {
            many.put("Ethernet" + i, List.of(new Neighbor("a", "b")));
        }
        assertThatThrownBy(() -> Patterns.router().hearing(many).subject()).hasMessageStartingWith("neighbors: ");
        assertThatThrownBy(() -> Patterns.router()
                        .hearing(Map.of("Ethernet1", Collections.nCopies(1025, new Neighbor("a", "b"))))
                        .subject())
                .hasMessageStartingWith("neighbors: ");
    }

    @Test
    void whatANeighbourCallsItselfIsCutAndCleaned() {
        assertThat(new Neighbor("sw\u001b[31m\n", null)).isEqualTo(new Neighbor("sw?[31m?", ""));
        assertThat(new Neighbor("x".repeat(5000), "1").device()).hasSize(255);
    }
}
