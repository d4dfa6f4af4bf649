package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.config.ConfFile.Wrong;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.SettableClock;

class NodePatternTest {
    @TempDir
    Path folder;

    private static Subject node(String id, String model, Map<String, List<Neighbor>> neighbors) {
        Facts facts = new Facts(MacAddress.parse("021c73000001"), Map.of(Facts.SERIAL, id, Facts.MODEL, model));
        return new Subject(id, facts, "10.0.0.1", neighbors, Set.of());
    }

    private NodePattern admitted(String pattern, Subject node) throws IOException {
        Path file = Files.writeString(
                folder.resolve("neighbordb"),
                "variables: {spine: \"regex('spine\\\\d')\"}\npatterns:\n- name: p\n  definition: d\n" + pattern);
        return new NeighborDb(file, new SettableClock()).admit(node).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  node: N1\n",
                "  model: vEOS\n",
                "  match: {model: vEOS, subnet: 10.0.0.0/8}\n",
                "  interfaces: [{any: any:any}]\n",
                "  interfaces: [{Et1: $spine:Ethernet1}, {Management1: {device: any}}]\n  config-handler: h\n",
                "  variables: {a: \"it's: \\\"quoted\\\" # text\"}\n  model: 'vE.S'\n"
            })
    void whatIsKeptHoldsForTheNodeThatWasAdmitted(String pattern) throws IOException, Wrong {
        Subject node = node(
                "N1",
                "vEOS",
                Map.of(
                        "Ethernet1", List.of(new Neighbor("spine1", "Ethernet1")),
                        "Management1", List.of(new Neighbor("m", "7"))));

        NodePattern kept = admitted(pattern, node);

        assertThat(kept.match().definition()).isEqualTo("d");
        assertThat(OwnPattern.parse(kept.text()).otherwise(node)).isEmpty();
        assertThat(OwnPattern.parse(kept.text()).variables())
                .isEqualTo(kept.match().variables());
    }

    @Test
    void whatIsKeptHoldsNoMoreWhenTheNodeIsMoved() throws IOException, Wrong {
        Subject there = node("N1", "vEOS", Map.of("Ethernet1", List.of(new Neighbor("spine1", "Ethernet1"))));
        Subject moved = node("N1", "vEOS", Map.of("Ethernet1", List.of(new Neighbor("other", "Ethernet1"))));

        OwnPattern kept = OwnPattern.parse(
                admitted("  interfaces: [{Ethernet1: $spine:any}]\n", there).text());

        assertThat(kept.otherwise(there)).isEmpty();
        assertThat(kept.otherwise(moved)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x\ndefinition: d\ninterfaces:\n- any: {any: any}\nmodel: null\nnode: N1\nvariables: {}\n",
                "name: x\ndefinition: d\ninterfaces: []\nmodel: vEOS\nnode: null\nvariables: {}\n",
                "interfaces:\n- Ethernet1: {spine1: Ethernet1}\n",
                "name: x\nvariables:\n"
            })
    void whatZtpServerKeptIsRead(String kept) throws Wrong {
        Subject node = node("N1", "vEOS", Map.of("Ethernet1", List.of(new Neighbor("spine1", "Ethernet1"))));

        assertThat(OwnPattern.parse(kept).otherwise(node)).isEmpty();
    }
}
