package org.openztp.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.config.BadFile;
import org.openztp.match.Subject;
import org.openztp.openwrt.Facts;
import org.openztp.testkit.TarGz;

/** Whatever stands in the files of a node: they are read or refused, in words. */
class AnyNodeFileTest {
    private static final String[] ODD = {
        "&a",
        "*a",
        "<<: ",
        "$",
        "${",
        "${allocate(",
        "allocate('",
        "'",
        "\"",
        "{",
        "[",
        "\t",
        "\u0000",
        "null",
        ": ",
        "\n",
        "- ",
        "~",
        "\\",
        "\u00e4",
        "\ud83d",
        "!!java/x ",
        "%YAML",
        "---\n",
        "0x",
        "match: ",
        "node: ",
        "any"
    };
    private static final Subject SUBJECT = new Subject(
            "0200000000aa",
            Facts.of(Map.of("mac", "02:00:00:00:00:aa", "board_name", "a")),
            "10.0.0.1",
            Map.of(),
            Set.of());

    @TempDir
    Path folder;

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("definition", bytes("""
                        name: x
                        attributes: {a: $b, b: [1, 2]}
                        actions:
                          - {name: n, action: uci, always_execute: true, attributes: {set: {a.b.c: $a}}}
                          - {action: reboot, onstart: $a}
                        """)),
                Arguments.of("definition", bytes("default\n")),
                Arguments.of("pattern", bytes("""
                        name: x
                        variables: {v: w}
                        node: "02:00:00:00:00:aa"
                        interfaces: [{Ethernet1-3: "$v:any"}, {any: {device: "regex('.*')", port: none}}]
                        match: {board_name: [a*, "includes('b')"], release: ">=22.03 <24.10", subnet: 10.0.0.0/8}
                        """)),
                Arguments.of("attributes", bytes("a: {b: $c, d: [x, y]}\nc: \"${hash('x')}\"\n")),
                Arguments.of("startup-config", bytes("package a\n\nconfig b 'c'\n\toption d 'e'\n\tlist f \"g h\"\n")),
                Arguments.of(
                        "startup-config",
                        new TarGz()
                                .file("etc/config/a", "config b\n")
                                .link("etc/c", "/tmp/c")
                                .bytes()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("files")
    void aMutatedFileIsReadOrRefused(String name, byte[] good) throws IOException {
        Workbench bench = new Workbench(folder);
        bench.write("definitions/default.yaml", "actions: [{action: uci, attributes: {set: {a.b.c: $a}}}]\n");
        bench.write("../nodes/0200000000aa/definition", "default");
        Path file = bench.conf.resolve("../nodes/0200000000aa").resolve(name);
        Random random = new Random(name.hashCode() + good.length);
        for (int round = 0; round < 100; round++) {
            byte[] content = mutated(good, random);
            Files.write(file, content);

            assertThat(Nodes.validate(file, action -> false))
                    .as(new String(content, StandardCharsets.UTF_8))
                    .allMatch(fault -> fault.line() >= 0 && !fault.words().isBlank());
            FileCheck.faults(folder, 10, () -> false);
            try {
                Node node = bench.nodes().of("0200000000aa");
                node.otherwise(SUBJECT);
                bench.planner()
                        .plan(
                                new Target(node, "x", node.match().definition(), bench.facts, bench.environment),
                                (pool, slot) -> pool);
            } catch (Refused | BadFile refused) {
                assertThat(refused).hasMessageContaining(": ");
            }
            bench.nodes().faults();
        }
    }

    private static byte[] mutated(byte[] good, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int from = random.nextInt(good.length);
        int most = random.nextInt(4);
        out.write(good, 0, from);
        for (int i = 0; i <= most; i++) {
            out.writeBytes(
                    random.nextInt(8) == 0
                            ? new byte[] {(byte) random.nextInt()}
                            : bytes(ODD[random.nextInt(ODD.length)]));
        }
        int to = Math.min(good.length, from + random.nextInt(6));
        if (random.nextInt(10) > 0) {
            out.write(good, to, good.length - to);
        }
        return out.toByteArray();
    }
}
