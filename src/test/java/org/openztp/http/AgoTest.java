package org.openztp.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgoTest {
    private static final Instant NOW = Instant.parse("2026-03-29T01:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, just now",
        "4, just now",
        "5, 5 s ago",
        "59, 59 s ago",
        "60, 1 min ago",
        "3599, 59 min ago",
        "3600, 1 h ago",
        "172799, 47 h ago",
        "172800, 2 d ago",
        "-3, now",
        "-40, in 40 s",
        "-600, in 10 min",
    })
    void aTimeIsToldInItsLargestUnit(long secondsAgo, String words) {
        assertThat(Ago.words(NOW.minusSeconds(secondsAgo), NOW)).isEqualTo(words);
    }
}
