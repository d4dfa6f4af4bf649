package org.openztp.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommitOrderTest {
    private static final Instant START = Instant.parse("2026-03-29T01:00:00Z");
    private final CommitOrder order = new CommitOrder(7, Duration.ofSeconds(3));

    @Test
    void rowsInOrderComeAtOnce() {
        assertThat(ids(order.take(rows(8, 9), START))).containsExactly(8L, 9L);
        assertThat(order.last()).isEqualTo(9);
    }

    @Test
    void aRowBehindAGapWaitsForTheOneThatCommitsLater() {
        assertThat(ids(order.take(rows(8, 10), START))).containsExactly(8L);
        assertThat(ids(order.take(rows(9, 10), START.plusSeconds(1)))).containsExactly(9L, 10L);
    }

    @Test
    void aGapThatStaysWasRolledBack() {
        assertThat(order.take(rows(10, 11, 15), START)).isEmpty();
        assertThat(order.take(rows(10, 11, 15), START.plusMillis(2999))).isEmpty();
        assertThat(ids(order.take(rows(10, 11, 15), START.plusSeconds(3)))).containsExactly(10L, 11L, 15L);
        assertThat(ids(order.take(rows(16), START.plusSeconds(3)))).containsExactly(16L);
    }

    @Test
    void aYoungerGapBehindAnOldOneStillWaits() {
        order.take(rows(10), START);
        assertThat(ids(order.take(rows(10, 12), START.plusSeconds(3)))).containsExactly(10L);
        assertThat(ids(order.take(rows(11, 12), START.plusSeconds(4)))).containsExactly(11L, 12L);
    }

    private static List<DeviceEvent> rows(long... ids) {
        return LongStream.of(ids).mapToObj(CommitOrderTest::row).toList();
    }

    private static DeviceEvent row(long id) {
        return new DeviceEvent(1, START, EventKind.STEP, "line") {
            @Override
            public Long id() {
                return id;
            }
        };
    }

    private static List<Long> ids(List<DeviceEvent> events) {
        return events.stream().map(DeviceEvent::id).toList();
    }
}
