package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.BadFile;

class NeighborDbTest {
    private static final Map<String, List<Neighbor>> SPINE = Map.of("Ethernet1", List.of(new Neighbor("spine1", "e7")));

    @TempDir
    Path folder;

    private Path file;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private NeighborDb db;

    @BeforeEach
    void open() {
        file = folder.resolve("neighbordb");
        db = new NeighborDb(file, () -> now);
    }

    @Test
    void theFirstPatternThatMatchesIsTheOne() throws IOException {
        write("""
                patterns:
                - {name: a, definition: da, match: {board_name: x}}
                - {name: b, definition: db, match: {board_name: y}}
                - {name: c, definition: dc, match: {board_name: "*"}}
                """);

        assertThat(matched(Patterns.router().fact("board_name", "y"))).isEqualTo("b");
        assertThat(matched(Patterns.router().fact("board_name", "z"))).isEqualTo("c");
        assertThat(matched(Patterns.router())).isEqualTo("nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "001c731a2b3c, 00:1C:73:1A:2B:3C",
        "00:1c:73:1a:2b:3c, 001c731a2b3c",
        "001C.731A.2B3C, 00-1c-73-1a-2b-3c",
        "00-1c-73-1A-2B-3C, 001c.731a.2b3c",
        "SN-77, SN-77",
        "1234567890, 1234567890",
        "0123, 0123"
    })
    void aNodeIsFoundByItsIdentifierInAnySpelling(String written, String sent) throws IOException {
        write("patterns:\n- {name: mine, definition: d, node: %s}\n".formatted(written));

        assertThat(matched(Patterns.router().called(sent))).isEqualTo("mine");
        assertThat(matched(Patterns.router().called("other"))).isEqualTo("nothing");
    }

    @Test
    void aNodeIsFoundByItsOtherIdentifiersToo() throws IOException {
        write("""
                patterns:
                - {name: by mac, definition: d, node: "02:1a:b0:00:00:01"}
                - {name: by serial, definition: d, node: SN-77}
                """);

        assertThat(matched(Patterns.router().called("SN-1"))).isEqualTo("by mac");
        assertThat(matched(Patterns.router().mac("02:1a:b0:00:00:09").fact("serial", "SN-77")))
                .isEqualTo("by serial");
    }

    @Test
    void aDeviceWithAPatternOfItsOwnIsNeverHeldAgainstThoseForAll() throws IOException {
        write("""
                patterns:
                - {name: all, definition: d, match: {}}
                - {name: mine, definition: d, node: "%s", interfaces: [{Ethernet1: spine1:any}]}
                """.formatted(Patterns.MAC));

        assertThat(matched(Patterns.router().hearing(SPINE))).isEqualTo("mine");
        assertThat(matched(Patterns.router())).isEqualTo("nothing");
        assertThat(matched(Patterns.router().mac("02:1a:b0:00:00:02"))).isEqualTo("all");
    }

    @Test
    void aBrokenPatternOfItsOwnKeepsADeviceFromThoseForAll() throws IOException {
        write("""
                patterns:
                - {name: mine, definition: two words, node: "%s"}
                - {name: all, definition: d, match: {}}
                """.formatted(Patterns.MAC));

        assertThat(matched(Patterns.router())).isEqualTo("nothing");
        assertThat(matched(Patterns.router().mac("02:1a:b0:00:00:02"))).isEqualTo("all");
    }

    @Test
    void aNodeAloneIsAPattern() throws IOException {
        write("patterns:\n- {name: mine, definition: d, node: SN-77}\n");

        assertThat(matched(Patterns.router().called("SN-77"))).isEqualTo("mine");
        assertThat(matched(Patterns.router().called("SN-77").hearing(SPINE))).isEqualTo("mine");
        assertThat(db.faults()).isEmpty();
    }

    @Test
    void theSecondPatternOfANodeIsAFault() throws IOException {
        write("""
                patterns:
                - {name: one, definition: d1, node: 001c731a2b3c}
                - {name: two, definition: d2, node: "00:1C:73:1A:2B:3C"}
                """);

        assertThat(matched(Patterns.router().called("001c731a2b3c"))).isEqualTo("one");
        assertThat(db.faults())
                .containsExactly(new Fault(file, 3, "two", "node 001c731a2b3c has a pattern above: 'one'"));
    }

    @Test
    void aModelAloneIsAPattern() throws IOException {
        write("patterns:\n- {name: m, definition: d, model: 'vEOS|DCS-7\\d+'}\n");

        assertThat(matched(Patterns.router().fact("model", "vEOS"))).isEqualTo("m");
        assertThat(matched(Patterns.router().fact("model", "vEOS-lab"))).isEqualTo("m");
        assertThat(matched(Patterns.router().fact("model", "DCS-7050").hearing(SPINE)))
                .isEqualTo("m");
        assertThat(matched(Patterns.router().fact("model", "my vEOS"))).isEqualTo("nothing");
        assertThat(matched(Patterns.router())).isEqualTo("nothing");
    }

    @Test
    void allThatAPatternAsksForMustHold() throws IOException {
        write("""
                patterns:
                - name: p
                  definition: d
                  model: modelB
                  interfaces: [{Ethernet1: spine1}]
                  match: {tags: lab}
                """);

        assertThat(matched(
                        Patterns.router().fact("model", "modelB").hearing(SPINE).tagged("lab")))
                .isEqualTo("p");
        assertThat(matched(Patterns.router().hearing(SPINE).tagged("lab"))).isEqualTo("nothing");
        assertThat(matched(Patterns.router().fact("model", "modelB").tagged("lab")))
                .isEqualTo("nothing");
        assertThat(matched(Patterns.router().fact("model", "modelB").hearing(SPINE)))
                .isEqualTo("nothing");
    }

    @Test
    void aPatternWithoutInterfacesNeverLooksAtNeighbours() throws IOException {
        write("patterns:\n- {name: p, definition: d, match: {}}\n");

        assertThat(matched(Patterns.router())).isEqualTo("p");
        assertThat(matched(Patterns.router().hearing(SPINE))).isEqualTo("p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config-handler", "config_handler"})
    void theConfigHandlerMayBeSpelledEitherWay(String key) throws IOException {
        write("patterns:\n- {name: p, definition: d, match: {}, %s: keep.sh}\n".formatted(key));

        assertThat(db.match(Patterns.router().subject())).contains(new Match("p", "d", Map.of(), "keep.sh"));
        assertThat(db.faults()).isEmpty();
    }

    @Test
    void aMatchTellsTheVariablesThePatternsOwnFirst() throws IOException {
        write("""
                variables: {site: berlin, spine: "regex('s\\\\d')", vlan: 010}
                patterns:
                - {name: p, definition: d, variables: {site: hamburg, rack: 7}, match: {mac: "02"}}
                """);

        assertThat(db.match(Patterns.router().subject()).orElseThrow().variables())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("site", "hamburg", "spine", "regex('s\\d')", "vlan", "010", "rack", "7"));
    }

    @Test
    void anEditTakesEffectOnTheNextLook() throws IOException {
        write("patterns:\n- {name: before, definition: d, match: {}}\n");
        assertThat(matched(Patterns.router())).isEqualTo("before");

        write("patterns:\n- {name: afterwards, definition: d, match: {}}\n");

        assertThat(matched(Patterns.router())).isEqualTo("afterwards");
    }

    @Test
    void aFileThatCannotBeReadLeavesTheLastGoodOneInForce() throws IOException {
        write("patterns:\n- {name: good, definition: d, match: {}}\n");
        assertThat(matched(Patterns.router())).isEqualTo("good");

        write("patterns:\n- {name: bad, definition: d, match: {}}\n- {\n");

        assertThat(matched(Patterns.router())).isEqualTo("good");
        assertThat(db.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isPositive();
            assertThat(fault.toString()).startsWith(file + ":").contains("not YAML");
        });
    }

    @Test
    void aFileOfSomethingElseIsNoFileWithoutPatterns() throws IOException {
        write("patterns:\n- {name: good, definition: d, match: {}}\n");
        assertThat(matched(Patterns.router())).isEqualTo("good");

        write("variables: {a: b}\npattern:\n- {name: bad, definition: d, match: {}}\n");

        assertThat(matched(Patterns.router())).isEqualTo("good");
        assertThat(db.faults())
                .singleElement()
                .hasToString(file + ":2: pattern: unknown here; known are variables and patterns");
    }

    @Test
    void aPatternWhoseDefinitionIsNotThereIsNamed() throws IOException {
        write("patterns:\n- {name: a, definition: here, match: {}}\n- {name: b, definition: gone, match: {}}\n");

        assertThat(db.faults("here"::equals))
                .singleElement()
                .hasToString(file + ": 'b': there is no definition 'gone'");
    }

    @Test
    void oneBadPatternIsLeftOutAndTheOthersGoOn() throws IOException {
        write("""
                patterns:
                - {name: a, definition: d, match: {board_name: x}}
                - name: b
                  definition: d
                  match:
                    release: 22.03 to 24.10
                - {name: c, definition: d, match: {}}
                """);

        assertThat(matched(Patterns.router().fact("board_name", "x"))).isEqualTo("a");
        assertThat(matched(Patterns.router().fact("release", "23.05.3"))).isEqualTo("c");
        assertThat(db.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.line()).isEqualTo(6);
            assertThat(fault.pattern()).isEqualTo("b");
            assertThat(fault.words()).startsWith("match: release: ");
        });
    }

    @Test
    void withoutAFileThereIsNoAnswerButAReason() {
        assertThatThrownBy(() -> db.match(Patterns.router().subject()))
                .isInstanceOf(BadFile.class)
                .hasMessage(file + ": there is no such file");
        assertThat(db.faults()).containsExactly(new Fault(file, 0, "", "there is no such file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "patterns:\n", "patterns: []\n", "variables: {a: b}\n"})
    void aFileWithoutPatternsMatchesNothing(String text) throws IOException {
        write(text);

        assertThat(matched(Patterns.router())).isEqualTo("nothing");
        assertThat(db.faults()).isEmpty();
    }

    @Test
    void itTellsOfEachPatternWhyItDidNotMatch() throws IOException {
        write("""
                patterns:
                - {name: other, definition: d, node: SN-77}
                - {name: board, definition: d, match: {board_name: [x, y]}}
                - {name: serial, definition: d, match: {serial: z}}
                - {name: wires, definition: d, interfaces: [{Ethernet2: any}]}
                - {name: bad, definition: d, model: "("}
                - {name: fits, definition: d, match: {board_name: b}}
                - {name: late, definition: d, match: {}}
                """);
        Subject subject =
                Patterns.router().fact("board_name", "b").hearing(SPINE).subject();

        assertThat(db.explain(subject))
                .usingRecursiveFieldByFieldElementComparator()
                .satisfies(trials -> assertThat(trials.get(4).why()).startsWith("not in force: line 6: model: "))
                .filteredOn(trial -> !trial.pattern().equals("bad"))
                .containsExactly(
                        new Trial("other", false, "for node SN-77 only"),
                        new Trial("board", false, "board_name is 'b', not 'x' or 'y'"),
                        new Trial("serial", false, "serial is not known, not 'z'"),
                        new Trial("wires", false, "no port is left that is as 'Ethernet2: any:any' asks"),
                        new Trial("fits", true, "matches"),
                        new Trial("late", false, "not tried: 'fits' matches already"));
        assertThat(db.match(subject)).map(Match::pattern).contains("fits");
    }

    @Test
    void itTellsThatADeviceHasAPatternOfItsOwn() throws IOException {
        write("""
                patterns:
                - {name: all, definition: d, match: {}}
                - {name: mine, definition: d, node: SN-77, interfaces: [{none: spine1:any}]}
                """);

        assertThat(db.explain(Patterns.router().called("SN-77").hearing(SPINE).subject()))
                .containsExactly(
                        new Trial("all", false, "the device has a pattern of its own: 'mine'"),
                        new Trial("mine", false, "port Ethernet1 hears spine1:e7, which 'none: spine1:any' forbids"));
    }

    @Test
    void aValidationNamesWhatIsInForceAndWhatFailed() throws IOException {
        write("""
                patterns:
                - {name: a, definition: d, match: {}}
                - {name: b, definition: d}
                - {definition: d, match: {}}
                - {name: 4, definition: d, match: {}}
                """);

        Validation validation = NeighborDb.validate(file);

        assertThat(validation.ok()).isFalse();
        assertThat(validation.valid()).containsExactly(new Validation.Named(0, "a"), new Validation.Named(3, "4"));
        assertThat(validation.failed()).containsExactly(new Validation.Named(1, "b"), new Validation.Named(2, "N/A"));
        assertThat(validation.faults()).extracting(Fault::line).containsExactly(3, 4);
    }

    @Test
    void aFileThatIsNoYamlFailsItsValidation() throws IOException {
        Validation validation = NeighborDb.validate(Files.writeString(file, "patterns: [\n"));

        assertThat(validation.ok()).isFalse();
        assertThat(validation.valid()).isEmpty();
        assertThat(validation.faults()).hasSize(1);
        assertThat(NeighborDb.validate(folder.resolve("none")).faults())
                .containsExactly(new Fault(folder.resolve("none"), 0, "", "there is no such file"));
    }

    private String matched(Patterns.Router router) {
        return db.match(router.subject()).map(Match::pattern).orElse("nothing");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        now = now.plus(Duration.ofSeconds(1));
    }
}
