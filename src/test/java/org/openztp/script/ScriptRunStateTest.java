package org.openztp.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptRunStateTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theTableOfTransitions() {
        StringBuilder table = new StringBuilder();
        for (ScriptRunState state : ScriptRunState.values()) {
            table.append(state).append(" -> ").append(state.next()).append('\n');
        }
        assertThat(table.toString()).isEqualTo("""
                QUEUED -> [RUNNING, FAILED]
                RUNNING -> [SUCCEEDED, FAILED]
                SUCCEEDED -> []
                FAILED -> []
                """);
    }

    @Test
    void aRunThatHasEndedStaysAsItIs() {
        Script script = new Script("a.sh", "", List.of(), false, Path.of("a.sh"));
        ScriptRun run = new ScriptRun("batch", 7, script, List.of(), NOW);
        run.start(NOW);
        run.end(3, "no room", NOW);
        assertThat(run.state()).isEqualTo(ScriptRunState.FAILED);
        assertThat(run.reason()).isEqualTo(Reason.SCRIPT_FAILED);
        assertThatThrownBy(() -> run.end(0, "", NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> run.start(NOW)).isInstanceOf(IllegalStateException.class);
    }
}
