package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.ConfFile;

/** What a pattern may say, and how it is told what it may not. */
class PatternReaderTest {
    static Stream<Arguments> bad() {
        return Stream.of(
                arguments("definition: d\nmatch: {}", 2, "name: missing"),
                arguments("name:\ndefinition: d\nmatch: {}", 2, "name: a text is wanted, not nothing"),
                arguments("name: ''\ndefinition: d\nmatch: {}", 2, "name: a text is wanted"),
                arguments("name: [bla]\ndefinition: d\nmatch: {}", 2, "name: a text is wanted, not a list"),
                arguments("name: {bla: bla}\ndefinition: d\nmatch: {}", 2, "name: a text is wanted, not a mapping"),
                arguments("name: \"a\\nb\"\ndefinition: d\nmatch: {}", 2, "name: one line of at most"),
                arguments("name: p\nmatch: {}", 2, "definition: missing"),
                arguments("name: p\ndefinition:\nmatch: {}", 3, "definition: a text is wanted"),
                arguments("name: p\ndefinition: eos plus\nmatch: {}", 3, "definition: one word is wanted"),
                arguments("name: p\ndefinition: [d]\nmatch: {}", 3, "definition: a text is wanted, not a list"),
                arguments("name: p\ndefinition: {d: d}\nmatch: {}", 3, "definition: a text is wanted, not a mapping"),
                arguments("name: p\ndefinition: d", 2, "one of node, model, interfaces and match is needed"),
                arguments("name: p\ndefinition: d\nnode: x\nmodel: y", 5, "either for one node or for a model"),
                arguments("name: p\ndefinition: d\nnode: [x]", 4, "node: a text is wanted, not a list"),
                arguments("name: p\ndefinition: d\nnode:", 4, "node: a text is wanted, not nothing"),
                arguments("name: p\ndefinition: d\nmodel: '('", 4, "model: not a regular expression"),
                arguments("name: p\ndefinition: d\nmodel: (?P<x>a)", 4, "model: not a regular expression"),
                arguments("name: p\ndefinition: d\nmodel: regexp('a')", 4, "did you mean regex?"),
                arguments("name: p\ndefinition: d\nmatch:", 4, "match: a mapping is wanted, not nothing"),
                arguments("name: p\ndefinition: d\ninterfaces: test", 4, "interfaces: a list is wanted, not a text"),
                arguments("name: p\ndefinition: d\ninterfaces: {Ethernet1: any}", 4, "interfaces: a list is wanted"),
                arguments("name: p\ndefinition: d\ninterfaces:", 4, "interfaces: a list is wanted, not nothing"),
                arguments("name: p\ndefinition: d\ninterfaces:\n- any: any\n- {}", 6, "'port: device:port' is wanted"),
                arguments("name: p\ndefinition: d\nmatch: {}\nvariables: [a]", 5, "variables: a mapping is wanted"),
                arguments("name: p\ndefinition: d\nmatch: {}\nvariables:\n  a: [b]", 6, "a: a variable is a text"),
                arguments("name: p\ndefinition: d\nmatch: {}\nvariables:\n  any: b", 6, "cannot be called so"),
                arguments("name: p\ndefinition: d\nmatch: {}\nvariables: {a: 1, a: 2}", 5, "a: for the second time"),
                arguments("name: p\ndefinition: d\nmatch: {}\ndefinitoin: x", 5, "did you mean definition?"),
                arguments("name: p\ndefinition: d\nmatch: {}\nname: q", 5, "name: for the second time"),
                arguments("name: p\ndefinition: d\nmatch: {}\n[a]: q", 5, "a list stands where a name is wanted"),
                arguments("name: p\ndefinition: d\nmatch: {}\nconfig-handler: [x]", 5, "config-handler: a text"),
                arguments(
                        "name: p\ndefinition: d\nmatch: {}\nconfig-handler: x\nconfig_handler: x",
                        6,
                        "config-handler says it already"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void aBadPatternIsReportedWithItsLineAndLeftOut(String pattern, int line, String words) throws ConfFile.Wrong {
        PatternFile file = Patterns.read(
                "patterns:\n- " + pattern.replace("\n", "\n  ") + "\n" + "- {name: good, definition: d, match: {}}\n");

        assertThat(file.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isEqualTo(line);
            assertThat(fault.words()).contains(words);
            assertThat(fault.file()).isEqualTo(Patterns.FILE);
        });
        assertThat(file.all()).extracting(DevicePattern::isBroken).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: 1",
                "name: $",
                "name: special chars ~!@^&*()$`'[]\\|-_+ ==1234567890",
                "name: true",
                "name: ünï",
                "name: p\ndefinition: a/b/c/d",
                "name: p\ndefinition: /a/b/c/d",
                "name: p\ndefinition: http://www.test.com/definition",
                "name: p\ndefinition: 7",
                "name: p\nnode: 12:FB:56:78:90:ab",
                "name: p\nnode: 1234567890",
                "name: p\nnode: 'a b'",
                "name: p\ninterfaces: []",
                "name: p\nvariables: {}",
                "name: p\nvariables: {odd: any_spine and any_pod}",
                "name: p\nmodel: includes('Archer C7')",
                "name: p\nmodel: .*"
            })
    void aGoodPatternIsInForce(String pattern) throws ConfFile.Wrong {
        String all = pattern
                + (pattern.contains("definition") ? "" : "\ndefinition: d")
                + (pattern.matches("(?s).*(node|model|interfaces):.*") ? "" : "\nmatch: {}");
        PatternFile file = Patterns.read("patterns:\n- " + all.replace("\n", "\n  ") + "\n");

        assertThat(file.faults()).isEmpty();
        assertThat(file.all()).extracting(DevicePattern::isBroken).containsExactly(false);
    }

    @Test
    void everythingWrongInAPatternIsTold() throws ConfFile.Wrong {
        PatternFile file = Patterns.read("""
                patterns:
                - name: p
                  definition: two words
                  colour: red
                  match:
                    mac: xyz
                    subnet: [10.0.0.0/8, here]
                  interfaces:
                  - any: any:none
                  - Ethernet1: $spine
                """);

        assertThat(file.faults()).extracting(Fault::line).containsExactly(4, 3, 6, 7, 9, 10);
    }

    @Test
    void whatIsWrongWithTheFileItselfIsToldAndItsPatternsGoOn() throws ConfFile.Wrong {
        PatternFile file = Patterns.read("""
                pattern: []
                variables:
                  none: x
                  list: [a]
                patterns:
                - a text
                - {name: good, definition: d, match: {}}
                """);

        assertThat(file.faults())
                .extracting(fault -> fault.line() + " " + fault.words())
                .containsExactly(
                        "1 pattern: unknown here; known are variables and patterns",
                        "3 none: a variable cannot be called so",
                        "4 list: a variable is a text, not a list",
                        "6 a pattern is a mapping of name, definition and conditions, not a text");
        assertThat(file.all()).extracting(DevicePattern::isBroken).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "text", "patterns: text", "patterns: {a: b}", "- a", "\tpatterns: []"})
    void aFileThatIsNoListOfPatternsIsRefusedAsAWhole(String text) {
        assertThatThrownBy(() -> Patterns.read(text)).isInstanceOf(ConfFile.Wrong.class);
    }

    @Test
    void aVariableThatNobodyUsesMayHoldAnything() throws ConfFile.Wrong {
        assertThat(Patterns.read("variables: {not_pod1: exclude('pod1')}\n").faults())
                .isEmpty();
    }

    @Test
    void patternsMayShareTheirPartsByAlias() throws ConfFile.Wrong {
        PatternFile file = Patterns.read("""
                patterns:
                - &base {name: a, definition: d, interfaces: &wires [{Ethernet1: any}]}
                - {name: b, definition: d, interfaces: *wires}
                - <<: *base
                  name: c
                """);

        assertThat(file.faults()).isEmpty();
        assertThat(file.all()).extracting(DevicePattern::name).containsExactly("a", "b", "c");
    }

    @Test
    void nothingOfAFileReachesAMessageThatAScreenWouldObey() throws ConfFile.Wrong {
        PatternFile file = Patterns.read(
                "patterns:\n- {name: p, definition: d, match: {\"\\e[31m\": x, mac: \"\\a\\e\"}, \"\\e[0m\": 1}\n");

        assertThat(file.faults())
                .hasSize(3)
                .allSatisfy(fault -> assertThat(fault.toString()).doesNotContainPattern("\\p{Cntrl}"));
    }
}
