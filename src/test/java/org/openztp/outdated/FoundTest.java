package org.openztp.outdated;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FoundTest {
    @Test
    void whatThereIsInAnotherVersionIsWaitingAndWhatThereIsNotIsNot() {
        Found.Packages found = Found.Packages.of(
                Map.of("tcpdump", "1", "mc", "1", "kernel", "6.6"), Map.of("tcpdump", "2", "mc", "1", "owut", "1"));

        assertThat(found.count()).isOne();
        assertThat(found.words()).isEqualTo("tcpdump 1 → 2");
    }
}
