package org.openztp.image.asu.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void howeverManyAskItIsReadOnceInItsTime() {
        Recent<Integer> recent = new Recent<>(reads::incrementAndGet, Duration.ofMillis(400), now::get);
        for (int i = 0; i < 10_000; i++) {
            assertThat(recent.get()).isEqualTo(1);
        }
        now.set(400 * MILLI - 1);
        assertThat(recent.get()).isEqualTo(1);
        now.set(400 * MILLI);
        assertThat(recent.get()).isEqualTo(2);
    }

    @Test
    void whoeverAsksWhileItIsReadGetsWhatWasThereBefore() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Recent<Integer> recent = new Recent<>(
                () -> {
                    if (reads.incrementAndGet() == 2) {
                        reading.countDown();
                        awaited(mayEnd);
                    }
                    return reads.get();
                },
                Duration.ofMillis(400),
                now::get);
        recent.get();
        now.set(500 * MILLI);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(recent::get);
        reading.await();

        assertThat(recent.get()).isEqualTo(1);

        mayEnd.countDown();
        assertThat(first.get()).isEqualTo(2);
        assertThat(recent.get()).isEqualTo(2);
    }

    @Test
    void whatCouldNotBeReadIsReadAgain() {
        Recent<Integer> recent = new Recent<>(
                () -> {
                    if (reads.incrementAndGet() == 1) {
                        throw new IllegalStateException("away");
                    }
                    return reads.get();
                },
                Duration.ofMillis(400),
                now::get);

        assertThat(org.assertj.core.api.Assertions.catchThrowable(recent::get)).hasMessage("away");
        assertThat(recent.get()).isEqualTo(2);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
