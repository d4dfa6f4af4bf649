package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.BadFile;
import org.openztp.testkit.SettableClock;

class ScriptsTest {
    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();

    private Scripts scripts(String yaml) throws IOException {
        Files.writeString(folder.resolve("scripts.yaml"), yaml);
        return new Scripts(folder, clock);
    }

    @Test
    void theShippedScriptsAreThereWithTheirFiles() {
        Scripts shipped = new Scripts(Path.of("conf/scripts"), clock);
        assertThat(shipped.list()).extracting(Script::name).containsExactly("init.sh", "set_hostname.sh", "update.sh");
        assertThat(shipped.provisions().name()).isEqualTo("init.sh");
        assertThat(shipped.provisions().argumentsFor(15, List.of())).containsExactly("15");
        assertThat(shipped.list())
                .allSatisfy(script -> assertThat(script.description()).isNotBlank());
    }

    @Test
    void argumentsThatAreAskedForTakeThePlaceOfTheScriptsOwn() {
        Script script = new Script("a.sh", "", List.of("${id}", "x"), false, folder);
        assertThat(script.argumentsFor(7, List.of("wrt-${id}", "$HOME"))).containsExactly("wrt-7", "$HOME");
        assertThat(script.argumentsFor(7, List.of())).containsExactly("7", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "default: a.sh",
                "default: b.sh\nscripts: {a.sh: {description: x}}",
                "scripts: {a.sh: {description: x}}",
                "default: ../a.sh\nscripts: {../a.sh: {description: x}}",
                "default: a.sh\nscripts: {a.sh: {description: x}, /etc/passwd: {}}",
                "default: a.sh\nscripts: {a.sh: {descripton: x}}",
                "default: a.sh\nscripts: [a.sh]"
            })
    void aListThatIsWrongIsRefusedWithItsFile(String yaml) throws IOException {
        Scripts scripts = scripts(yaml);
        assertThatThrownBy(scripts::list).isInstanceOf(BadFile.class).hasMessageContaining("scripts.yaml");
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    default: a.sh#nonsense: 1#scripts:#  a.sh:#                             | 2 | nonsense
                    default: a.sh#scripts:#  a.sh:#    descripton: x#    arguments: []#     | 4 | descripton
                    default: a.sh#scripts:#  a.sh:#    arguments: []#    more:#      - x#   | 5 | more
                    default: a.sh#scripts:#  a.sh:#    arguments:#      x: 1#               | 4 | arguments: []
                    default: a.sh#scripts:#  a.sh:#    arguments: x#    description: y#     | 4 | arguments: []
                    default: a.sh#scripts: [#                                               | 2 | default: and scripts:
                    default: a.sh#scripts:#  a.sh:#  b/c:#                                  | 4 | b/c
                    default: c.sh#scripts:#  a.sh:#                                         | 1 | default: the name
                    """)
    void whatIsWrongIsToldWithTheLineWhereItStands(String yaml, int line, String words) throws IOException {
        assertThat(scripts(yaml.replace('#', '\n')).faults())
                .singleElement()
                .asString()
                .contains("scripts.yaml:" + line + ": ", words);
    }

    @Test
    void onlyListedScriptsAreFoundAndAMissingFileIsNamed() throws IOException {
        Scripts scripts = scripts("default: a.sh\nscripts: {a.sh: }");
        Files.writeString(folder.resolve("secret.sh"), "");
        assertThat(scripts.find("secret.sh")).isEmpty();
        assertThat(scripts.find("../a.sh")).isEmpty();
        assertThat(scripts.find("a.sh")).isPresent();
        assertThatThrownBy(() -> scripts.get("a.sh"))
                .isInstanceOf(BadFile.class)
                .hasMessageContaining(folder.resolve("a.sh").toString());
    }

    @Test
    void aChangedListCountsAndABadOneDoesNot() throws IOException {
        Scripts scripts = scripts("default: a.sh\nscripts: {a.sh: }");
        assertThat(scripts.list()).hasSize(1);
        Files.writeString(folder.resolve("scripts.yaml"), "default: a.sh\nscripts: {a.sh: , b.sh: }");
        clock.advance(Duration.ofSeconds(1));
        assertThat(scripts.list()).hasSize(2);
        Files.writeString(folder.resolve("scripts.yaml"), "nonsense: yes");
        clock.advance(Duration.ofSeconds(1));
        assertThat(scripts.list()).hasSize(2);
    }
}
