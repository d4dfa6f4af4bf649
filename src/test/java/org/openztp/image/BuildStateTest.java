package org.openztp.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class BuildStateTest {
    @Test
    void whatHasEndedBeginsAnewOrStaysAsItIs() {
        for (BuildState state : BuildState.values()) {
            assertThat(state.isEnd()).isEqualTo(state.next().equals(EnumSet.of(BuildState.QUEUED)));
        }
    }

    @Test
    void onlyWhatABuilderHasInHandIsDoneOrFails() {
        for (BuildState state : BuildState.values()) {
            boolean mayEnd = state.next().contains(BuildState.DONE);
            assertThat(mayEnd).isEqualTo(state == BuildState.STARTED);
            assertThat(state.next().contains(BuildState.FAILED)).isEqualTo(mayEnd);
        }
    }
}
