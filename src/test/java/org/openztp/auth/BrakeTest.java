package org.openztp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openztp.http.Problem;
import org.openztp.testkit.SettableClock;

class BrakeTest {
    private final SettableClock clock = new SettableClock();
    private final Brake brake = new Brake(clock);
    private final String guesser = "192.0.2.1";

    private void fail(String from, int times) {
        for (int i = 0; i < times; i++) {
            brake.failed(from);
        }
    }

    @Test
    void whoMistypesAFewTimesDoesNotWait() {
        fail(guesser, 4);
        assertThatCode(() -> brake.check(guesser)).doesNotThrowAnyException();
    }

    @Test
    void whoGoesOnGuessingWaitsLongerAndLonger() {
        fail(guesser, 5);
        assertThatThrownBy(() -> brake.check(guesser)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(429);
            assertThat(problem.getResponse().getHeaderString("Retry-After")).isEqualTo("1");
        });
        clock.advance(Duration.ofSeconds(1));
        assertThatCode(() -> brake.check(guesser)).doesNotThrowAnyException();
        fail(guesser, 4);
        clock.advance(Duration.ofSeconds(15));
        assertThatThrownBy(() -> brake.check(guesser)).isInstanceOf(Problem.class);
        fail(guesser, 100);
        clock.advance(Duration.ofMinutes(15));
        assertThatCode(() -> brake.check(guesser)).doesNotThrowAnyException();
    }

    @Test
    void othersDoNotWaitForOneGuesser() {
        fail(guesser, 50);
        assertThatCode(() -> brake.check("192.0.2.2")).doesNotThrowAnyException();
    }

    @Test
    void aSuccessForgetsTheFailures() {
        fail(guesser, 4);
        brake.succeeded(guesser);
        fail(guesser, 4);
        assertThatCode(() -> brake.check(guesser)).doesNotThrowAnyException();
    }

    @Test
    void aHundredThousandAddressesTakeBoundedMemory() {
        for (int i = 0; i < 100_000; i++) {
            brake.failed("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }
        assertThat(brake.size()).isEqualTo(10_000);
    }
}
