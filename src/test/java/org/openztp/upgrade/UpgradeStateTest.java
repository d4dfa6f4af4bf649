package org.openztp.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UpgradeStateTest {
    @Test
    void theTableOfTransitionsReadsLikeThis() {
        String table = Arrays.stream(UpgradeState.values())
                .filter(state -> !state.isEnd())
                .map(state -> "%-12s -> %s"
                        .formatted(state, state.next().stream().map(Enum::name).collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));
        assertThat(table).isEqualTo("""
                QUEUED       -> CHECKING FAILED ABORTED CANCELLED EXPIRED
                CHECKING     -> QUEUED TRANSFERRING FLASHING SKIPPED FAILED ABORTED CANCELLED
                TRANSFERRING -> QUEUED FLASHING SKIPPED FAILED ABORTED CANCELLED
                FLASHING     -> QUEUED REBOOTING VERIFYING FAILED
                REBOOTING    -> VERIFYING FAILED
                VERIFYING    -> SUCCESS FAILED""");
    }

    @Test
    void onlyWhatHasNotBeenToldToFlashCanBeTakenBack() {
        assertThat(Arrays.stream(UpgradeState.values())
                        .filter(state -> state.next().contains(UpgradeState.CANCELLED)))
                .containsExactly(UpgradeState.QUEUED, UpgradeState.CHECKING, UpgradeState.TRANSFERRING)
                .allMatch(UpgradeState::isBeforeFlash);
        assertThat(Arrays.stream(UpgradeState.values()).filter(UpgradeState::isAfterFlash))
                .containsExactly(UpgradeState.FLASHING, UpgradeState.REBOOTING, UpgradeState.VERIFYING)
                .noneMatch(state -> state.next().contains(UpgradeState.ABORTED));
    }
}
