package org.openztp.tailored;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TailoredStateTest {
    @Test
    void theTableOfTransitions() {
        String table = Arrays.stream(TailoredState.values())
                .map(state ->
                        state + " -> " + state.next().stream().map(Enum::name).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
        assertThat(table).isEqualTo("""
                WANTED -> WANTED BUILDING FAILED
                BUILDING -> WANTED STORED FAILED
                STORED -> WANTED UPGRADING FAILED
                UPGRADING -> INSTALLED FAILED
                INSTALLED -> WANTED FAILED
                FAILED -> WANTED FAILED""");
    }
}
