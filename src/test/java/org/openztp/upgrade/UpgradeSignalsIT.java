package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.openztp.signal.Signal;

/** Who is not looking is told how an upgrade ended, once. */
class UpgradeSignalsIT extends UpgradeStage {
    @Test
    void aSuccessIsTold() {
        long id = ask();
        UpgradeOperation done = runToTheEnd(id);

        assertThat(signals).singleElement().satisfies(signal -> {
            String build = done.image().build();
            assertThat(signal.kind()).isEqualTo("upgrade.succeeded");
            assertThat(signal.subject())
                    .isEqualTo("Upgrade " + id + " of " + done.deviceName() + " to " + build + ": succeeded");
            assertThat(signal.fields())
                    .containsEntry("upgrade", id)
                    .containsEntry("device", device)
                    .containsEntry("release", "24.10.1")
                    .containsEntry("state", "SUCCESS")
                    .doesNotContainKey("code");
        });
    }

    @Test
    void whatComesToNothingIsToldWithItsCodeAndWords() {
        router.prepareEnds = 33;
        UpgradeOperation ended = runToTheEnd(ask());

        assertThat(signals).singleElement().satisfies(signal -> {
            assertThat(signal.kind()).isEqualTo("upgrade.failed");
            assertThat(signal.subject()).endsWith(": aborted (image_rejected)");
            assertThat(signal.fields()).containsEntry("words", ended.words()).containsEntry("code", "image_rejected");
        });
    }

    @Test
    void whatWasNotDoneInTimeIsTold() {
        long id = ask();
        shop.clock().set(upgrade(id).deadline().plus(Duration.ofSeconds(1)));
        run(id);

        assertThat(signals).extracting(Signal::kind).containsExactly("upgrade.failed");
        assertThat(signals.get(0).fields()).containsEntry("state", "EXPIRED");
    }

    @Test
    void whatWasCancelledOrWasThereAlreadyIsToldToNobody() {
        orders.cancel(ask(), OPERATOR);
        router.prepareEnds = 20;
        runToTheEnd(ask());

        assertThat(signals).isEmpty();
    }
}
