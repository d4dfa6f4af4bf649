package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutStateTest {
    @ParameterizedTest
    @EnumSource(
            names = {"FINISHED", "ABORTED"},
            mode = EnumSource.Mode.EXCLUDE)
    void eachThatHasNotEndedCanBeGivenUp(RolloutState state) {
        assertThat(state.next()).contains(RolloutState.ABORTED);
        assertThat(state.isEnd()).isFalse();
    }

    @Test
    void whatWasGivenUpStaysSo() {
        assertThat(RolloutState.ABORTED.next()).isEmpty();
    }

    @Test
    void upgradesBeginOnlyAfterItsDevicesWereChosenAndItWasStarted() {
        for (RolloutState state : RolloutState.values()) {
            assertThat(state.next().contains(RolloutState.RUNNING)).isEqualTo(state == RolloutState.SCHEDULED);
        }
        assertThat(before(RolloutState.SCHEDULED)).doesNotContain(RolloutState.PREPARING);
    }

    @Test
    void eachStateCanBeReached() {
        Set<RolloutState> reached = EnumSet.of(RolloutState.PREPARING);
        for (int i = 0; i < RolloutState.values().length; i++) {
            Set.copyOf(reached).forEach(state -> reached.addAll(state.next()));
        }
        assertThat(reached).containsExactlyInAnyOrder(RolloutState.values());
    }

    private static Set<RolloutState> before(RolloutState next) {
        Set<RolloutState> before = EnumSet.allOf(RolloutState.class);
        before.removeIf(state -> !state.next().contains(next));
        return before;
    }
}
