package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.openztp.openwrt.InvalidValue;

/** Ports and lines brought together, against the two plain ways to do it. */
class TopologyTest {
    private static final List<String> LOCALS = List.of("any", "Ethernet1", "Ethernet2", "Ethernet3", "none");
    private static final List<String> WORDS = List.of("any", "a", "b", "none");

    private final Random random = new Random(7);

    @Test
    void itFindsWhatTryingEveryWayFinds() {
        int[] answers = new int[2];
        for (int i = 0; i < 20_000; i++) {
            List<InterfacePattern> lines = lines();
            Map<String, List<Neighbor>> heard = heard();
            Known device = device(heard);

            boolean holds = new Topology(lines).holds(device);

            assertThat(holds)
                    .as(
                            "%s on %s",
                            lines.stream().map(InterfacePattern::written).toList(), heard)
                    .isEqualTo(anyWay(lines, device.ports(), 0, new ArrayList<>()));
            answers[holds ? 1 : 0]++;
        }
        assertThat(answers[0]).isGreaterThan(2000);
        assertThat(answers[1]).isGreaterThan(2000);
    }

    @Test
    void whatTheFirstFitFindsIsFoundToo() {
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            List<InterfacePattern> lines = lines();
            Known device = device(heard());
            if (!device.ports().isEmpty() && firstFit(new ArrayList<>(lines), device.ports())) {
                assertThat(new Topology(lines).holds(device)).isTrue();
                found++;
            }
        }
        assertThat(found).isGreaterThan(1000);
    }

    @Test
    void theOrderOfPortsIsNoMatter() {
        for (int i = 0; i < 5_000; i++) {
            Topology topology = new Topology(lines());
            Map<String, List<Neighbor>> heard = heard();
            List<String> ports = new ArrayList<>(heard.keySet());
            Collections.shuffle(ports, random);
            Map<String, List<Neighbor>> shuffled = new LinkedHashMap<>();
            ports.forEach(port -> shuffled.put(port, heard.get(port)));

            assertThat(topology.holds(device(shuffled))).isEqualTo(topology.holds(device(heard)));
        }
    }

    @Test
    void aHardCaseTakesNoTime() {
        List<InterfacePattern> lines = new ArrayList<>();
        Map<String, List<Neighbor>> heard = new LinkedHashMap<>();
        for (int i = 0; i < 256; i++) {
            lines.add(line("any", i < 255 ? "any" : "b"));
            heard.put("Ethernet" + (i + 1), List.of(new Neighbor(i < 255 ? "a" : "c", "p")));
        }
        Known device = device(heard);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(new Topology(lines).holds(device)).isFalse());
    }

    /** Every way to give the asking lines a port each. */
    private static boolean anyWay(
            List<InterfacePattern> lines, List<Known.Port> ports, int at, List<Known.Port> taken) {
        if (ports.isEmpty()) {
            return lines.stream().allMatch(line -> line.negative() || line.open());
        }
        if (at == lines.size()) {
            return ports.stream()
                    .filter(port -> !taken.contains(port))
                    .noneMatch(port -> lines.stream().anyMatch(line -> line.negative() && line.touches(port)));
        }
        InterfacePattern line = lines.get(at);
        if (line.negative()) {
            return anyWay(lines, ports, at + 1, taken);
        }
        for (Known.Port port : ports) {
            boolean forbidden =
                    lines.subList(0, at).stream().anyMatch(above -> above.negative() && above.touches(port));
            if (!taken.contains(port) && !forbidden && line.touches(port)) {
                List<Known.Port> more = new ArrayList<>(taken);
                more.add(port);
                if (anyWay(lines, ports, at + 1, more)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Port by port, the first line that fits is used up; what is forbidden before that ends it. */
    private static boolean firstFit(List<InterfacePattern> lines, List<Known.Port> ports) {
        for (Known.Port port : ports) {
            for (InterfacePattern line : lines) {
                if (line.touches(port)) {
                    if (line.negative()) {
                        return false;
                    }
                    lines.remove(line);
                    break;
                }
            }
        }
        return lines.stream().allMatch(InterfacePattern::negative);
    }

    private List<InterfacePattern> lines() {
        List<InterfacePattern> lines = new ArrayList<>();
        for (int count = random.nextInt(5); count > 0; ) {
            String local = LOCALS.get(random.nextInt(LOCALS.size()));
            String peer = word() + ":" + word();
            try {
                lines.add(InterfacePattern.of(local, InterfacePattern.Words.of(peer)));
                count--;
            } catch (InvalidValue e) {
                assertThat(e).hasMessageContaining("no device can ever be so");
            }
        }
        return lines;
    }

    private static InterfacePattern line(String local, String device) {
        return InterfacePattern.of(local, InterfacePattern.Words.of(device));
    }

    private Map<String, List<Neighbor>> heard() {
        Map<String, List<Neighbor>> heard = new LinkedHashMap<>();
        for (int port = 1; port <= 4; port++) {
            List<Neighbor> neighbors = new ArrayList<>();
            for (int count = random.nextInt(3); count > 0; count--) {
                neighbors.add(new Neighbor(WORDS.get(1 + random.nextInt(2)), random.nextBoolean() ? "a" : "x"));
            }
            heard.put("Ethernet" + port, neighbors);
        }
        return heard;
    }

    private String word() {
        return WORDS.get(Math.min(3, random.nextInt(6)));
    }

    private static Known device(Map<String, List<Neighbor>> heard) {
        return new Known(Patterns.router().hearing(heard).subject());
    }
}
