package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.plan.Health.Check;
import org.openztp.plan.Health.Kind;

/** What a definition asks of a router after an upgrade. */
class HealthTest {
    private static final String PLAIN = "name: ap\nactions: []\n";

    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
    }

    private Health health(String yaml) throws IOException {
        bench.write("definitions/ap.yaml", PLAIN + yaml);
        return bench.planner().health(bench.target("ap"), (pool, slot) -> pool + "-1");
    }

    @Test
    void commandsAndUrlsAreFilledInAndKnownByTheirPlace() throws IOException {
        bench.write("attributes.yaml", "portal: portal.example\nmore: [true, 'ubus list']\n");
        Health health = health("""
                health:
                  commands:
                    - 'logread | grep -q "$hostname"; echo $$?'
                    - |
                      for i in 1 2; do
                        echo $(date)
                      done
                  urls:
                    - https://$portal/login?x=1
                  soak: 5m
                """);

        assertThat(health.checks())
                .containsExactly(
                        new Check("definitions/ap.yaml:5", Kind.COMMAND, "logread | grep -q \"OpenWrt\"; echo $?"),
                        new Check("definitions/ap.yaml:6", Kind.COMMAND, "for i in 1 2; do\n  echo $(date)\ndone\n"),
                        new Check("definitions/ap.yaml:11", Kind.URL, "https://portal.example/login?x=1"));
        assertThat(health.soak()).contains(Duration.ofMinutes(5));
    }

    @Test
    void aListMayStandInAnAttribute() throws IOException {
        bench.write("attributes.yaml", "usual: [one, two]\n");
        assertThat(health("health: {commands: $usual}").checks())
                .extracting(Check::text)
                .containsExactly("one", "two");
    }

    @Test
    void aDefinitionThatSaysNothingAsksNothing() throws IOException {
        assertThat(health("")).isEqualTo(new Health(List.of(), Optional.empty()));
        assertThat(health("health:\n")).isEqualTo(Health.NONE);
        assertThat(health("health: {commands: , urls: []}")).isEqualTo(Health.NONE);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "90, 90", "90s, 90", "2m, 120", "'1 h', 3600", "24h, 86400"})
    void aSoakIsSecondsOrHasItsUnit(String written, long seconds) throws IOException {
        assertThat(health("health: {soak: " + written + "}").soak()).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            soak: soon                         | soak: seconds are wanted
            soak: 25h                          | soak: seconds are wanted
            soak: -1                           | soak: seconds are wanted
            commands: {a: b}                   | commands: a list of texts
            commands: [[a]]                    | commands: a list of texts
            commands: [true]                   | commands: a list of texts
            commands: ['']                     | commands: a list of texts
            urls: ['ftp://host/']              | urls: http://HOST
            urls: ['http://name:secret@host/'] | urls: http://HOST
            urls: ['http://host/a b']          | urls: http://HOST
            urls: ['http:///a']                | urls: http://HOST
            commnads: [a]                      | did you mean commands?
            """)
    void whatCannotBeIsToldByFileAndLine(String field, String words) throws IOException {
        Path file = bench.write("definitions/ap.yaml", PLAIN + "health:\n  " + field + "\n");
        assertThat(Definitions.validate(file)).singleElement().satisfies(fault -> {
            assertThat(fault.toString()).startsWith("definitions/ap.yaml:4: ").contains(words);
        });
    }

    @Test
    void whatTurnsOutWrongWhenItIsFilledInIsToldByFileAndLineToo() throws IOException {
        bench.write("attributes.yaml", "place: 'a b'\n");
        assertThatThrownBy(() -> health("health:\n  urls:\n    - http://host/\n    - http://$place/\n"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("definitions/ap.yaml:6: urls: ");
        assertThatThrownBy(() -> health("health:\n  commands:\n    - echo $nowhere\n"))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("definitions/ap.yaml:5: $nowhere");
    }
}
