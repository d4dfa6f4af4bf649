package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.device.DeviceState;
import org.openztp.job.Next;

/** How long a flashed router may be away, by the settings as shipped, and what a program that did not flash ends with. */
class AfterFlashIT extends UpgradeStage {
    @Test
    void aRouterThatIsBackAfterFourteenMinutesHasBeenUpgraded() {
        long id = ask();
        backAfter(id, Duration.ofMinutes(14));

        assertEnded(id, UpgradeState.SUCCESS, null);
        assertThat(Duration.between(upgrade(id).flashedAt(), upgrade(id).endedAt()))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(14).plusSeconds(20));
        assertThat(router.flashes).isOne();
    }

    @Test
    void aRouterThatIsBackAfterFifteenMinutesIsFoundByTheNextUpgradeOnly() {
        long id = ask();
        backAfter(id, Duration.ofMinutes(15));
        assertEnded(id, UpgradeState.FAILED, "never_came_back");

        router.comeBack();
        router.prepareEnds = 20;
        long next = ask();
        runToTheEnd(next);
        assertEnded(next, UpgradeState.SKIPPED, null);
        assertThat(router.flashes).isOne();
    }

    /** It is flashed, and away for so long. */
    private void backAfter(long id, Duration away) {
        runUntil(id, UpgradeState.REBOOTING);
        Instant back = upgrade(id).flashedAt().plus(away);
        while (run(id) instanceof Next.Again again) {
            setClock(again);
            if (!shop.clock().instant().isBefore(back)) {
                router.comeBack();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"32, integrity", "41, flash_refused"})
    void aProgramThatDoesNotFlashEndsItUntouched(int exit, String code) {
        router.flashEnds = exit;
        long id = ask();
        runToTheEnd(id);

        assertEnded(id, UpgradeState.FAILED, code);
        assertThat(router.flashes).isZero();
        assertThat(device().state()).isEqualTo(DeviceState.PROVISIONED);
    }
}
