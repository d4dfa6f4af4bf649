package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static Duration after(int attempt, double random) {
        RandomGenerator fixed = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return random;
            }
        };
        return new Backoff(FIRST, LONGEST, fixed).after(attempt);
    }

    @Test
    void thePauseDoublesWithEachAttemptUpToTheLongest() {
        assertThat(after(1, 0.5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(after(2, 0.5)).isEqualTo(Duration.ofSeconds(20));
        assertThat(after(5, 0.5)).isEqualTo(Duration.ofSeconds(160));
        assertThat(after(7, 0.5)).isEqualTo(LONGEST);
        assertThat(after(5000, 0.5)).isEqualTo(LONGEST);
    }

    @Test
    void chanceStretchesOrCutsItByAQuarterAtMost() {
        assertThat(after(1, 0)).isEqualTo(Duration.ofMillis(7500));
        assertThat(after(1, 1)).isEqualTo(Duration.ofMillis(12500));
        Backoff backoff = new Backoff(FIRST, LONGEST, new Random(1));
        assertThat(IntStream.range(0, 100).mapToObj(i -> backoff.after(3)))
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(50)))
                .doesNotHaveDuplicates();
    }
}
