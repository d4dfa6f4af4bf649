package org.openztp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    @Test
    void aSubjectIsOneLineOf200Characters() {
        assertThat(Signal.of("a.b", "one\r\nBcc: two\0").subject()).isEqualTo("one  Bcc: two");
        assertThat(Signal.of("a.b", "x".repeat(201)).subject()).hasSize(200).endsWith("…");
    }

    @Test
    void aFieldIsATextANumberOrATruthValue() {
        Signal signal = Signal.of("a", "b")
                .with("number", 7L)
                .with("truth", true)
                .with("enum", DeliveryState.WAITING)
                .with("none", null);
        assertThat(signal.fields())
                .containsExactly(Map.entry("number", 7L), Map.entry("truth", true), Map.entry("enum", "WAITING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a.", ".a", "a b", "a.*", "a\r\nX: y"})
    void aKindIsWordsJoinedByDots(String kind) {
        assertThatThrownBy(() -> Signal.of(kind, "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
