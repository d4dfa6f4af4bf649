package org.openztp.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackupTimesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:17:23Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void eachDeviceHasItsOwnTimeInThePeriodWheneverItIsAsked() {
        Instant next = BackupOrders.next(17, NOW, DAY);

        assertThat(next)
                .isBetween(
                        NOW.plus(DAY.dividedBy(2)), NOW.plus(DAY.dividedBy(2)).plus(DAY));
        assertThat(BackupOrders.next(17, next, DAY)).isEqualTo(next.plus(DAY));
        assertThat(BackupOrders.next(17, next.plusSeconds(40), DAY)).isEqualTo(next.plus(DAY));
    }

    @Test
    void tenThousandDevicesAreSpreadOverThePeriodAndNoHourHasMoreThanItsPart() {
        Map<Long, Long> perHour = LongStream.rangeClosed(1, 10_000)
                .boxed()
                .collect(Collectors.groupingBy(
                        id -> Duration.between(NOW, BackupOrders.next(id, NOW, DAY))
                                .toHours(),
                        Collectors.counting()));

        assertThat(perHour.values()).hasSizeBetween(24, 25);
        assertThat(perHour.values()).allMatch(count -> count <= 420);
    }
}
