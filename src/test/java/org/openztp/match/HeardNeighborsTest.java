package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.ConfFile;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;

/** What routers say they hear, as it comes with their registrations. */
class HeardNeighborsTest {
    private static Facts router(String neighbors) {
        return new Facts(MacAddress.parse(Patterns.MAC), Map.of(Facts.NEIGHBORS, neighbors));
    }

    private static Map<String, List<Neighbor>> heard(String neighbors) {
        return Neighbor.heardBy(router(neighbors));
    }

    @Test
    void eachPortHasItsNeighboursByNameAndPort() {
        assertThat(heard("lan1=spine1:Ethernet7,lan1=00-1c-73-00-00-01:00:1c:73:00:00:01,wan=:Gi1/0/1"))
                .containsOnly(
                        Map.entry(
                                "lan1",
                                List.of(
                                        new Neighbor("spine1", "Ethernet7"),
                                        new Neighbor("00-1c-73-00-00-01", "00:1c:73:00:00:01"))),
                        Map.entry("wan", List.of(new Neighbor("", "Gi1/0/1"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "lan1",
                "lan1=spine1",
                "=spine1:Ethernet7",
                "lan1:spine1=Ethernet7",
                "lan1=a=b:c",
                "lan1=a b:c",
                "a-name-of-16-char=spine1:Ethernet7",
                "lan1=spine\u00e41:Ethernet7",
                ",,,",
                "{\"lan1\":[]}"
            })
    void whatIsWrittenOtherwiseSaysNothing(String entry) {
        assertThat(heard(entry)).isEmpty();
        assertThat(heard(entry + ",lan2=leaf:Et1")).containsOnlyKeys("lan2");
    }

    @Test
    void whoSaysNothingHearsNobodyAndNobodyHearsMoreThanSixtyFour() {
        assertThat(Neighbor.heardBy(new Facts(MacAddress.parse(Patterns.MAC), Map.of())))
                .isEmpty();
        String many = IntStream.range(0, 200).mapToObj(i -> "p" + i + "=d:" + i).collect(Collectors.joining(","));
        assertThat(heard(many)).hasSize(64);
    }

    @Test
    void aPatternOfInterfacesDecidesForARouterAsForASwitch() throws ConfFile.Wrong {
        DevicePattern pattern = Patterns.read("""
                        patterns:
                          - name: leaf
                            definition: d
                            interfaces:
                              - exact('lan1'): regex('spine\\d+$'):Ethernet7
                              - none: includes('lab'):any
                        """).globals().get(0);

        assertThat(pattern.holds(known("lan1=spine1:Ethernet7,lan2=printer:1"))).isTrue();
        assertThat(pattern.holds(known("lan2=spine1:Ethernet7"))).isFalse();
        assertThat(pattern.holds(known("lan1=spine1:Ethernet7,lan2=lab-3:1"))).isFalse();
        assertThat(pattern.otherwise(known("none")))
                .hasValueSatisfying(words -> assertThat(words).startsWith("it hears nobody"));
    }

    private static Known known(String neighbors) {
        Facts facts = router(neighbors);
        return new Known(new Subject(Patterns.MAC, facts, "", Neighbor.heardBy(facts), Set.of()));
    }
}
