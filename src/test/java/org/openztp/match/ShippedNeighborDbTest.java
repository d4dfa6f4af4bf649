package org.openztp.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openztp.config.ConfFile;

/** {@code conf/neighbordb}, as it is shipped and with its examples. */
class ShippedNeighborDbTest {
    private static final Path SHIPPED = Path.of("conf", "neighbordb");

    @Test
    void everyRouterGetsTheDefaultDefinition() {
        NeighborDb db = new NeighborDb(SHIPPED, () -> Instant.EPOCH);

        assertThat(db.faults()).isEmpty();
        assertThat(db.match(Patterns.router().subject())).contains(new Match("every router", "default", Map.of(), ""));
        assertThat(db.match(Patterns.router()
                        .fact("model", "vEOS")
                        .hearing(Map.of("lan1", List.of(new Neighbor("switch", "7"))))
                        .subject()))
                .map(Match::definition)
                .contains("default");
    }

    @Test
    void itsExamplesAreGood() throws IOException, ConfFile.Wrong {
        String examples = Files.readString(SHIPPED)
                .lines()
                .dropWhile(line -> !line.startsWith("# variables:"))
                .takeWhile(line -> !line.startsWith("# match:"))
                .map(line -> line.replaceFirst("^# ?", ""))
                .collect(Collectors.joining("\n"));

        PatternFile file = Patterns.read(examples);

        assertThat(file.faults()).isEmpty();
        assertThat(file.all()).hasSize(4);
        Known accessPoint = new Known(Patterns.router()
                .mac("02:1a:b0:00:00:02")
                .fact("board_name", "tplink,archer-c7-v5")
                .fact("release", "23.05.3")
                .at("10.2.7.7")
                .subject());
        assertThat(file.globals().get(0).match().variables()).containsEntry("site", "hamburg");
        assertThat(file.globals().get(0).match().configHandler()).isEqualTo("keep.sh");
        assertThat(file.globals().get(0).otherwise(accessPoint)).isEmpty();
    }
}
