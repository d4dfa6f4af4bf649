package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.action.Fragment;
import org.openztp.config.BadFile;
import org.openztp.match.Subject;
import org.openztp.openwrt.Facts;
import org.openztp.testkit.TarGz;

class StaticNodeTest {
    private static final String NODE = "../nodes/0200000000aa/";
    private static final String EXPORT = "package system\n\nconfig system\n\toption hostname 'given'\n";

    @TempDir
    Path folder;

    private Workbench bench;
    private Nodes nodes;

    @BeforeEach
    void begin() throws IOException {
        bench = new Workbench(folder);
        nodes = bench.nodes();
        bench.write("definitions/shared.yaml", """
                name: shared
                attributes: {name: from-definition}
                actions:
                  - {name: once, action: set_hostname, attributes: {hostname: $name}}
                  - {name: always, action: service, always_execute: true, attributes: {name: log, commands: [reload]}}
                """);
    }

    private Node node() {
        bench.clock.advance(Duration.ofSeconds(1));
        return nodes.of(null, "0200000000AA", "0200000000aa");
    }

    private Plan plan() {
        Node node = node();
        return bench.planner()
                .plan(
                        new Target(node, "nodes/x", node.match().definition(), bench.facts, bench.environment),
                        (pool, slot) -> pool);
    }

    private static Subject subject(String board) {
        Facts facts = Facts.of(Map.of("mac", "02:00:00:00:00:aa", "board_name", board));
        return new Subject("0200000000aa", facts, "10.0.0.5", Map.of(), Set.of());
    }

    @Test
    void aDeviceWithoutAFolderLeavesItToThePatterns() {
        assertThat(node().deciding()).isEmpty();
        assertThat(node().id()).isEqualTo("0200000000aa");
        assertThat(node().otherwise(subject("x"))).isEmpty();
    }

    @Test
    void aFolderWithAttributesAloneLeavesItToThePatternsToo() throws IOException {
        bench.write(NODE + "attributes", "name: mine\n");

        assertThat(node().deciding()).isEmpty();
    }

    @Test
    void aFolderThatAnotherClientMayWriteIntoIsNoRouters() throws IOException {
        bench.write(NODE + "startup-config", EXPORT);
        bench.write(NODE + ".node", "{}");

        assertThat(node().deciding()).isEmpty();

        bench.write("../nodes/SN.1/startup-config", EXPORT);
        assertThat(nodes.of("SN.1", "0200000000aa").deciding()).containsExactly("nodes/SN.1/startup-config");
    }

    @Test
    void aDefinitionByNameIsTheOneForMany() throws IOException {
        bench.write(NODE + "definition", "shared\n");
        bench.write(NODE + "attributes", "name: mine\n");

        assertThat(node().deciding()).containsExactly("nodes/0200000000aa/definition");
        assertThat(node().match().pattern()).isEqualTo("nodes/0200000000aa");
        assertThat(plan().definition()).isEqualTo("shared");
        assertThat(plan().steps()).extracting(Step::name).containsExactly("once", "always");
        assertThat(plan().steps().get(0).fragment().script()).contains("mine");
    }

    @Test
    void aDefinitionInTheFolderIsTheNodesOwn() throws IOException {
        bench.write(NODE + "definition", "actions: [{action: set_hostname, attributes: {hostname: own}}]\n");

        assertThat(plan().definition()).isEqualTo("nodes/0200000000aa/definition");
        assertThat(plan().steps()).extracting(Step::action).containsExactly("set_hostname");
    }

    @Test
    void aFolderMayBeCalledByTheSerialNumberOrTheMacInCapitals() throws IOException {
        bench.write("../nodes/0200000000AA/definition", "shared");
        assertThat(node().id()).isEqualTo("0200000000AA");
        bench.write("../nodes/SN.1/definition", "shared");
        assertThat(nodes.of("SN.1", "0200000000AA", "0200000000aa").id()).isEqualTo("SN.1");
    }

    @Test
    void aStartupConfigComesFirstAndWhatIsAlwaysDoneAfterIt() throws IOException {
        bench.write(NODE + "startup-config", EXPORT);
        assertThat(plan().definition()).isEqualTo("startup-config");
        assertThat(plan().steps()).extracting(Step::action).containsExactly("restore");
        assertThat(plan().steps().get(0).fragment().confirmSeconds()).isZero();

        bench.write(NODE + "definition", "shared");

        assertThat(plan().steps()).extracting(Step::name).containsExactly("startup-config", "always");
        assertThat(node().deciding())
                .containsExactly("nodes/0200000000aa/startup-config", "nodes/0200000000aa/definition");
    }

    @Test
    void anExportThatChangesTheNetworkIsConfirmedAndLeavesTheTokenAlone() throws IOException {
        bench.write(
                NODE + "startup-config",
                EXPORT + "\npackage ztp\n\nconfig server 'server'\n\toption token 'x'\n"
                        + "\npackage network\n\nconfig interface 'lan'\n");

        Step restore = plan().steps().get(0);

        assertThat(restore.fragment().confirmSeconds()).isEqualTo(60);
        assertThat(restore.fragment().script())
                .contains("uci_begin 'system' 'network'")
                .doesNotContain("token");
    }

    @Test
    void aBackupIsRestoredUnderTheTimerAndTheRouterRestartedWhenNeeded() throws IOException {
        bench.serverKeys.add("ssh-ed25519 AAAA server");
        bench.write(NODE + "startup-config", "");
        Files.write(
                bench.conf.resolve(NODE + "startup-config"),
                new TarGz()
                        .file("etc/config/network", "config interface 'lan'\n")
                        .bytes());

        assertThat(plan().steps()).extracting(Step::action).containsExactly("restore", "reboot");
        assertThat(plan().steps().get(0).fragment().confirmSeconds()).isEqualTo(60);
        assertThat(plan().steps().get(0).fragment().script())
                .startsWith("restore_archive ")
                .endsWith(" 'ssh-ed25519 AAAA server'");
        assertThat(plan().steps().get(1).fragment().script()).isEqualTo("reboot_when_needed");
    }

    @Test
    void aBackupMayHaveMebibytesAndAnExportNot() throws IOException {
        byte[] random = new byte[7 << 20];
        new Random(1).nextBytes(random);
        Path config = bench.write(NODE + "startup-config", "");
        Files.write(config, new TarGz().file("etc/large", random).bytes());

        Fragment restore = plan().steps().get(0).fragment();

        assertThat(restore.attachments())
                .singleElement()
                .satisfies(attached -> assertThat(attached.bytes()).isEqualTo(Files.readAllBytes(config)));
        assertThat(restore.script()).hasSizeLessThan(1000).contains(" 'attached' ''");
        Files.write(
                config,
                new TarGz().file("etc/large", random).file("etc/more", random).bytes());
        assertThatThrownBy(this::plan).hasMessageContaining("startup-config: larger than 8388608 bytes");
        Files.writeString(config, EXPORT + "#".repeat(512 * 1024));
        assertThatThrownBy(this::plan).hasMessageContaining("startup-config: no archive, and larger than 524288 bytes");
    }

    @Test
    void aStartupConfigThatIsNoneRefusesThePlanAndSaysWhere() throws IOException {
        bench.write(NODE + "startup-config", "package system\nconfig system\noption\n");
        assertThatThrownBy(this::node)
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("0200000000aa/startup-config:3: option NAME VALUE is wanted");

        Files.write(
                bench.conf.resolve(NODE + "startup-config"),
                new TarGz().file("/etc/shadow", "x").bytes());
        assertThatThrownBy(this::node)
                .isInstanceOf(BadFile.class)
                .hasMessageContaining("startup-config: the archive holds what has no place in it: /etc/shadow");
        assertThat(nodes.faults())
                .extracting(Fault::toString)
                .containsExactly(
                        "nodes/0200000000aa/startup-config: the archive holds what has no place in it: /etc/shadow");

        bench.write(NODE + "startup-config", EXPORT);
        assertThat(plan().steps()).hasSize(1);
        assertThat(nodes.faults()).isEmpty();
    }

    @Test
    void thePatternInTheFolderHasToHold() throws IOException {
        bench.write(NODE + "definition", "shared");
        bench.write(
                NODE + "pattern",
                "name: x\nmodel: null\nvariables: {site: north}\nmatch: {board_name: good-*, subnet: 10.0.0.0/8}\n");

        assertThat(node().otherwise(subject("good-1"))).isEmpty();
        assertThat(node().otherwise(subject("bad")))
                .hasValueSatisfying(why -> assertThat(why)
                        .startsWith("nodes/0200000000aa/pattern does not hold: ")
                        .contains("board_name"));
        assertThat(node().match().variables()).containsEntry("site", "north");

        bench.write(NODE + "pattern", "node: another\n");
        assertThat(node().otherwise(subject("good-1"))).isPresent();
        bench.write(NODE + "pattern", "node: 02:00:00:00:00:AA\n");
        assertThat(node().otherwise(subject("good-1"))).isEmpty();
    }

    @Test
    void theLastGoodContentStaysInForceAndTheFaultIsToldUntilItIsMended() throws IOException {
        bench.write(NODE + "definition", "shared");
        bench.write(NODE + "attributes", "name: mine\n");
        bench.write(NODE + "pattern", "match: {}\n");
        Plan before = plan();

        bench.write(NODE + "definition", "actions: [{action: rebot}]\n");
        bench.write(NODE + "attributes", "a: 1\na: 2\n");
        bench.write(NODE + "pattern", "match: {subnet: x/y}\n");

        assertThat(plan().digest()).isEqualTo(before.digest());
        assertThat(nodes.faults())
                .extracting(fault -> fault.file() + ":" + fault.line())
                .containsExactlyInAnyOrder(
                        "nodes/0200000000aa/definition:1",
                        "nodes/0200000000aa/attributes:2",
                        "nodes/0200000000aa/pattern:1");

        bench.write(NODE + "definition", "shared");
        Files.delete(bench.conf.resolve(NODE + "attributes"));
        bench.write(NODE + "pattern", "match: {hostname: x}\n");
        bench.clock.advance(Duration.ofSeconds(1));
        assertThat(nodes.faults()).isEmpty();
        assertThat(plan().steps().get(0).fragment().script()).contains("from-definition");
    }

    @Test
    void whatOthersMeantForAnotherNodeIsNotRead() throws IOException {
        bench.write("../nodes/other/definition", "actions: [");

        assertThat(node().deciding()).isEmpty();
        assertThat(nodes.faults()).isEmpty();
    }

    @Test
    void everyFileOfANodeIsValidatedWithAllItsFaults() throws IOException {
        for (String[] each : List.of(
                new String[] {"definition", "../x", "1"},
                new String[] {
                    "definition", "actions:\n  - {action: rebot}\n  - {action: uci, attributes: {x: 1}}\n", "2 3"
                },
                new String[] {"definition", "shared", ""},
                new String[] {"pattern", "mach: {}\nmatch: {subnet: x/y}\n", "1 2"},
                new String[] {"pattern", "{", "1"},
                new String[] {"attributes", "- x\n", "1"},
                new String[] {"startup-config", "config x", "1"},
                new String[] {"startup-config", EXPORT, ""},
                new String[] {"startup-config", "! a switch's\ninterface Ethernet1\n", ""},
                new String[] {"config-handler", "#!/bin/sh\n", "0"},
                new String[] {"notes.txt", "anything", ""})) {
            Path file = bench.write(NODE + each[0], each[1]);

            assertThat(Nodes.validate(file, action -> false).stream()
                            .map(fault -> "" + fault.line())
                            .reduce("", (a, b) -> (a + " " + b).strip()))
                    .as(each[0] + ": " + each[1])
                    .isEqualTo(each[2]);
        }
    }
}
