package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.config.BadFile;
import org.openztp.testkit.SettableClock;

class HandoutTest {
    @TempDir
    Path home;

    private final SettableClock clock = new SettableClock();
    private Handout handout;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        Nodes nodes = new Nodes(new NodeFolders(home.resolve("nodes")), action -> true, clock);
        Scopes scopes = new Scopes(home.resolve("attributes.yaml"), nodes, clock);
        handout = new Handout(scopes, "copy_file"::equals, clock);
        file = Files.createDirectories(home.resolve("nodes/N1")).resolve("definition");
    }

    private Map<String, Object> of(String definition, boolean onlyAlways) {
        try {
            Files.writeString(file, definition);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return handout.of(file, Map.of("id", "N1"), (pool, slot) -> pool + "-value" + slot, onlyAlways);
    }

    private Object attribute(String written) {
        Map<String, Object> all = of("actions: [{action: x, attributes: {a: " + written + "}}]", false);
        Map<?, ?> action = (Map<?, ?>) ((List<?>) all.get("actions")).get(0);
        return ((Map<?, ?>) action.get("attributes")).get("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            yes                  | true
            True                 | true
            off                  | false
            '"no"'               | no
            '"True"'             | True
            0644                 | 0644
            12                   | 12
            $id                  | N1
            '"x-${id}"'          | x-N1
            '"allocate(''p'')"'  | p-value
            '["$id", no]'        | '[N1, false]'
            {b: {c: $id}}        | {b={c=N1}}
            """)
    void aValueIsWhatTheClientsOwnServerWouldMakeOfIt(String written, String resolved) {
        assertThat(String.valueOf(attribute(written))).isEqualTo(resolved);
    }

    @Test
    void booleansAreBooleansAndNumbersNumbers() {
        assertThat(attribute("yes")).isEqualTo(true);
        assertThat(attribute("'yes'")).isEqualTo("yes");
        assertThat(attribute("7")).isEqualTo(7L);
    }

    @Test
    void theScopesAreMergedNodeOverDefinitionOverServer() throws IOException {
        Files.writeString(home.resolve("attributes.yaml"), "m: {a: server, b: server, c: server}\n");
        Files.writeString(file.resolveSibling("attributes"), "m: {a: node}\n");

        Map<String, Object> all = of(
                "attributes: {m: {a: definition, b: definition}}\nactions: [{action: x, attributes: {m: $m}}]", false);

        assertThat(all.get("attributes")).isEqualTo(Map.of("m", Map.of("a", "node", "b", "definition", "c", "server")));
        assertThat(all.toString()).contains("attributes={m={a=node, b=definition, c=server}}");
    }

    @Test
    void alwaysExecuteIsTheActionsWhereverItIsWritten() {
        String definition = """
                actions:
                - {action: a, always_execute: true}
                - {action: b, attributes: {always_execute: yes, x: 1}}
                - {action: c, always_execute: false}
                - {action: d}
                """;

        assertThat(of(definition, false).get("actions"))
                .isEqualTo(List.of(
                        Map.of("name", "a", "action", "a", "always_execute", true, "attributes", Map.of()),
                        Map.of("name", "b", "action", "b", "always_execute", true, "attributes", Map.of("x", 1L)),
                        Map.of("name", "c", "action", "c", "always_execute", false, "attributes", Map.of()),
                        Map.of("name", "d", "action", "d", "attributes", Map.of())));
        assertThat((List<?>) of(definition, true).get("actions")).hasSize(2);
    }

    @Test
    void ofAnActionThatIsLeftOutNothingIsResolved() {
        String definition = "attributes: {b: $nowhere}\nactions: [{action: a, attributes: {x: $nowhere}}]";

        assertThat(of(definition, true)).containsOnlyKeys("name", "actions");
        assertThatThrownBy(() -> of(definition, false))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("nodes/N1/definition:2: $nowhere");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            actions: [{action: uci, attributes: {batch: {}}}]            | uci is done to routers
            actions: [{action: x, attributes: {ip: "mysql('t')"}}]       | mysql: there is no such function
            attributes: {ip: "sqlite('t')"}~actions: []                  | sqlite: there is no such function
            """)
    void whatNoClientCanDoIsRefused(String definition, String words) {
        assertThatThrownBy(() -> of(definition.replace('~', '\n'), false))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(words);
    }

    @Test
    void anActionThatThereIsAProgramForIsNoRouters() {
        assertThat(handout.isForRouters("actions: [{action: copy_file}]")).isFalse();
        assertThat(handout.isForRouters("actions: [{action: template}]")).isTrue();
        assertThat(handout.isForRouters("actions: [{action: add_config}]")).isFalse();
        assertThat(handout.isForRouters("actions: [")).isFalse();
    }

    @Test
    void aDefinitionThatBecomesBrokenStaysAsItWasLastGood() throws IOException {
        of("name: good\nactions: []", false);
        clock.advance(java.time.Duration.ofSeconds(1));

        assertThat(of("actions: [", false)).containsEntry("name", "good");

        Path never = Files.createDirectories(home.resolve("nodes/N2")).resolve("definition");
        Files.writeString(never, "actions: [");
        assertThatThrownBy(() -> handout.of(never, Map.of(), (pool, slot) -> "", false))
                .isInstanceOf(BadFile.class);
    }
}
