package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.config.BadFile;

class PlannerTest {
    @TempDir
    Path folder;

    private Workbench bench;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Workbench(folder);
        bench.facts.putAll(Map.of("mac", "02:00:00:00:00:aa", "serial", "S1"));
    }

    private void node(String text) throws IOException {
        Path file = folder.resolve("nodes/0200000000aa/attributes");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** What one setting of a.b.c is set to. */
    private String value(String yaml) throws IOException {
        return bench.plan("- action: uci\n  attributes: {set: {a.b.c: " + yaml + "}}")
                .steps()
                .get(0)
                .fragment()
                .script()
                .lines()
                .filter(line -> line.matches("uci_(set|list) .*"))
                .findFirst()
                .orElse("nothing")
                .replaceFirst("uci_set 'a.b.c=(.*)'", "$1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plain                           | plain
            $hostname                       | OpenWrt
            "x-${id}-y"                     | x-7-y
            x$hostname.lan                  | xOpenWrt.lan
            $net.dns.first                  | 9.9.9.9
            "${net.dns.first}/$net.prefix"  | 9.9.9.9/24
            $list                           | uci_list 'a.b.c' '1' '2'
            [$id, "x$id"]                   | uci_list 'a.b.c' '7' 'x7'
            $flag                           | 1
            $release_text                   | 24.10
            0644                            | 0644
            on                              | on
            $$id                            | $id
            cost $5                         | cost $5
            $6$ab$cdefgh.                   | $6$ab$cdefgh.
            $deep                           | one OpenWrt
            allocate('ap')                  | ap-1
            "${allocate('ap', 'x')}.y"      | apx-1.y
            "allocate('${id}')"             | 7-1
            hash('S1')                      | a hash
            echo('x')                       | echo('\\''x'\\'')
            """)
    void aValueIsResolved(String written, String value) throws IOException {
        bench.write("attributes.yaml", """
                net: {dns: {first: 9.9.9.9}, prefix: 24}
                list: [1, 2]
                flag: true
                release_text: 24.10
                deep: one $deeper
                deeper: $hostname
                """);

        String found = value(written);

        if (written.startsWith("hash")) {
            assertThat(found).matches("[0-9a-f]{64}");
        } else {
            assertThat(found).isEqualTo(value);
        }
    }

    @Test
    void nodeGoesBeforeDefinitionBeforeServerBeforeFactsAndMappingsAreMerged() throws IOException {
        bench.write("attributes.yaml", "wifi: {ssid: server, channel: 1, band: 5g}\nhostname: server\ngone: x\n");
        node("wifi: {ssid: node}\ngone: null\n");
        bench.write("definitions/test.yaml", """
                attributes: {wifi: {ssid: definition, channel: 36}}
                actions:
                  - action: uci
                    attributes: {set: {a.b.c: $wifi.ssid $wifi.channel $wifi.band $hostname}}
                """);

        Plan plan = bench.planner().plan(bench.target("test"), (pool, slot) -> "");

        assertThat(plan.steps().get(0).fragment().script()).contains("'a.b.c=node 36 5g server'");
        assertThatThrownBy(() -> value("$gone")).hasMessageContaining("$gone: there is nothing of that name");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            $hostnam             | definitions/test.yaml:4: $hostnam: there is nothing of that name; did you mean hostname?
            $net.dnz             | definitions/test.yaml:4: $net.dnz: there is nothing of that name; did you mean dns?
            "${hostname.x}"      | there is nothing below a plain value
            "x ${nope"           | a name or a function and } are wanted
            "x $net"             | a list or a mapping has no place inside a text
            $circle              | attributes.yaml:2: $circle refers to itself, or too far: circle → round
            $broken              | attributes.yaml:4: $nothing: there is nothing of that name
            alocate('ap')        | alocate('ap'): there is no such function
            allocate()           | allocate: the pool is wanted
            "hash('a', 'b')"     | hash: one text in quotes
            "${reboot('a')}"     | reboot('a'): there is no such function
            allocate('none')     | definitions/test.yaml:4: resources/none.yaml: there is no such pool
            """)
    void aPlanThatCannotBeMadeSaysWhere(String written, String words) throws IOException {
        bench.write("attributes.yaml", "net: {dns: 1}\ncircle: $round\nround: $circle\nbroken: x$nothing\n");
        bench.write(
                "definitions/test.yaml",
                "actions:\n  - action: uci\n    attributes:\n      set: {a.b.c: " + written + "}\n");

        assertThatThrownBy(() -> bench.planner().plan(bench.target("test"), (pool, slot) -> {
                    throw new BadFile("resources/" + pool + ".yaml: there is no such pool");
                }))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(words);
    }

    @Test
    void anAttributeThatAnActionRefusesIsNamedWithItsLine() throws IOException {
        bench.write("definitions/test.yaml", """
                name: test
                actions:
                  - action: set_hostname
                    attributes:
                      hostname: "two words"
                  - action: reboot
                """);

        assertThatThrownBy(() -> bench.planner().plan(bench.target("test"), (pool, slot) -> ""))
                .isInstanceOf(Refused.class)
                .hasMessageStartingWith("definitions/test.yaml:5: hostname: a name of letters");
        assertThatThrownBy(() -> bench.planner().plan(bench.target("none"), (pool, slot) -> ""))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("there is no such definition");
    }

    @Test
    void oneValueIsTakenOnceHoweverOftenItIsUsed() throws IOException {
        List<String> taken = new ArrayList<>();
        bench.write("definitions/test.yaml", """
                attributes: {name: allocate('ap')}
                actions:
                  - {action: set_hostname, attributes: {hostname: $name}, onstart: "now $name"}
                  - {action: uci, attributes: {set: {a.b.c: $name, a.b.d: allocate('ap'), a.b.e: "allocate('ap', 'b')"}}}
                """);

        Plan plan = bench.planner().plan(bench.target("test"), (pool, slot) -> {
            taken.add(pool + "/" + slot);
            return "v" + taken.size();
        });

        assertThat(taken).containsExactly("ap/", "ap/b");
        assertThat(plan.steps().get(0).messages().onstart()).isEqualTo("now v1");
        assertThat(plan.steps().get(1).fragment().script()).contains("'a.b.c=v1'", "'a.b.d=v1'", "'a.b.e=v2'");
    }

    @Test
    void nothingIsTakenForAnAttributeThatNobodyAsksFor() throws IOException {
        bench.write("attributes.yaml", "unused: allocate('ap')\nbroken: $nothing\n");

        bench.plan("- action: reboot");
        bench.planner().plan(bench.target("test"), (pool, slot) -> {
            throw new AssertionError("asked for " + pool);
        });
    }

    @Test
    void aFileThatBecameBadIsReportedAndTheLastGoodOneStaysInForce() throws IOException {
        Planner planner = bench.planner();
        Path file = bench.write("definitions/test.yaml", "actions: [{action: reboot}]\n");
        assertThat(planner.plan(bench.target("test"), (pool, slot) -> "").steps())
                .hasSize(1);

        Files.writeString(file, "actions: [{action: rebot}]\n");
        bench.clock.advance(Duration.ofSeconds(1));

        assertThat(planner.plan(bench.target("test"), (pool, slot) -> "").restarts())
                .isTrue();
        assertThat(Definitions.validate(file))
                .extracting(Fault::toString)
                .containsExactly("definitions/test.yaml:1: action: there is no rebot; did you mean reboot? There are "
                        + String.join(", ", org.openztp.action.Actions.names()));
        Files.writeString(file, "actions: []\n");
        bench.clock.advance(Duration.ofSeconds(1));
        assertThat(planner.plan(bench.target("test"), (pool, slot) -> "").steps())
                .isEmpty();
    }

    @Test
    void asShippedTheDefaultScriptIsRunAsEver() throws IOException {
        Planner planner = new Planner(
                new Definitions(Path.of("conf/definitions"), bench.clock),
                new Scopes(Path.of("conf/attributes.yaml"), bench.nodes(), bench.clock),
                new org.openztp.action.SiteFiles(Path.of("conf")),
                file -> java.util.Optional.empty(),
                List.of());

        Plan plan = planner.plan(bench.target("default"), (pool, slot) -> "");

        assertThat(plan.steps()).hasSize(1);
        assertThat(plan.steps().get(0).fragment().script())
                .startsWith("run_script 'always' ")
                .contains("# Provisions a router:   sh init.sh ID")
                .endsWith(" '7'");
        assertThat(Definitions.validate(Path.of("conf/definitions/default.yaml")))
                .isEmpty();
    }

    @Test
    void theExamplesOfTheShippedDefinitionAreGood() throws IOException {
        String shipped = Files.readString(Path.of("conf/definitions/default.yaml"));
        String examples = shipped.substring(shipped.indexOf("# attributes:\n"), shipped.indexOf("\nname: default"))
                .replaceAll("(?m)^# ?", "")
                .replace("AAAA…", "AAAAC3NzaC1lZDI1NTE5AAAAIOne")
                .replace("$6$…", "$6$salt$abcdefghijkl");
        bench.write("definitions/test.yaml", examples);
        bench.write(
                "attributes.yaml",
                Files.readString(Path.of("conf/attributes.yaml")).replaceAll("(?m)^# (?=[a-z_]+:( |$)|  )", "")
                        + "location: here\n");
        bench.write("files/banner", "x");
        bench.write("files/site.uci", "package system\n");
        bench.write("templates/motd", "$place");
        bench.write("scripts/set_hostname.sh", "x");
        bench.firmware.put("24.10/image.bin", "0".repeat(64));

        assertThat(Definitions.validate(bench.conf.resolve("definitions/test.yaml")))
                .isEmpty();
        assertThat(bench.planner()
                        .plan(bench.target("test"), (pool, slot) -> "ap-1")
                        .steps())
                .hasSize(org.openztp.action.Actions.names().size());
    }

    @Test
    void tenThousandPlansTakeLessThanAMillisecondEach() throws IOException {
        bench.write("definitions/test.yaml", """
                attributes: {wifi: {ssid: Guests}}
                actions:
                  - {action: set_hostname, attributes: {hostname: ap-$id}}
                  - {action: uci, attributes: {set: {wireless.g.ssid: $wifi.ssid, network.lan.dns: [1.1.1.1, $address]}}}
                  - {action: packages, attributes: {install: [tcpdump, lldpd]}}
                """);
        bench.facts.put("address", "10.0.0.1");
        Planner planner = bench.planner();
        long began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            planner.plan(bench.target("test"), (pool, slot) -> "");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
