package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openztp.config.ConfFile;

/** The interfaces of a pattern, by the table in {@code interfaces.txt}. */
class InterfacesTest {
    private static final String VARIABLES =
            "variables: {spine: \"regex('spine\\\\d+$')\", host: leaf1, where: any, nowhere: none, odd: 'a b'}\n";

    static Stream<Arguments> rows() throws IOException {
        try (InputStream table = InterfacesTest.class.getResourceAsStream("interfaces.txt")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst(" \\| ([^|]+) \\| (yes|no|refused)$", "\u0000$1\u0000$2")
                            .split("\u0000"))
                    .map(row -> Arguments.of(row[0], row[1], row[2]));
        }
    }

    @Test
    void theTableIsLong() throws IOException {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(200);
    }

    @ParameterizedTest(name = "{0} | {1} | {2}")
    @MethodSource("rows")
    void aDeviceMatchesAsTheTableSays(String interfaces, String heard, String expected) throws ConfFile.Wrong {
        StringBuilder yaml =
                new StringBuilder(VARIABLES).append("patterns:\n- name: p\n  definition: d\n  interfaces:\n");
        Arrays.stream(interfaces.split(" ; "))
                .forEach(line -> yaml.append("  - ").append(line).append('\n'));
        PatternFile file = Patterns.read(yaml.toString());

        if (expected.equals("refused")) {
            assertThat(file.faults()).singleElement().satisfies(fault -> {
                assertThat(fault.pattern()).isEqualTo("p");
                assertThat(fault.line()).isGreaterThanOrEqualTo(6);
                assertThat(fault.words()).startsWith("interfaces: ");
            });
            return;
        }
        assertThat(file.faults()).isEmpty();
        DevicePattern pattern = file.globals().get(0);
        Known device = new Known(Patterns.router().hearing(neighbors(heard)).subject());
        assertThat(pattern.holds(device)).isEqualTo(expected.equals("yes"));
        assertThat(pattern.otherwise(device).isEmpty()).isEqualTo(expected.equals("yes"));
    }

    private static Map<String, List<Neighbor>> neighbors(String heard) {
        Map<String, List<Neighbor>> neighbors = new LinkedHashMap<>();
        if (!heard.equals("-")) {
            for (String one : heard.split(", ")) {
                String[] words = one.split(" ");
                neighbors.computeIfAbsent(words[0], port -> new ArrayList<>()).add(new Neighbor(words[1], words[2]));
            }
        }
        return neighbors;
    }
}
