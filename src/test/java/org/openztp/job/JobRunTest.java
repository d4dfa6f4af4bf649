package org.openztp.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobRunTest {
    @Test
    void thePausesOfAFailingJobDoubleAndEndAtFiveMinutes() {
        assertThat(IntStream.of(0, 1, 2, 3, 8, 9, 63, Integer.MAX_VALUE).mapToObj(JobRun::pause))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(256),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5));
    }
}
