package org.openztp.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A way through the commands of a README in their order. Each has to be named by the test, so that a new or changed one
 * fails it; each is run as it stands, and has to end well.
 */
final class Walk {
    static final Consumer<String> ANYTHING = said -> {};
    static final Consumer<String> NOTHING = said -> assertThat(said).isEmpty();
    static final Consumer<String> ALL_WELL = said -> assertThat(said).endsWith("\nall well\n");

    private final Deque<String> ahead;
    private final ReadersShell shell;

    Walk(Collection<String> commands, ReadersShell shell) {
        this.ahead = new ArrayDeque<>(commands);
        this.shell = shell;
    }

    /** @param outcome looks at what it printed, and at what it did */
    Walk then(String command, Consumer<String> outcome) {
        return instead(command, command, outcome);
    }

    /** For a command that is said to find fault. */
    Walk complains(String command, Consumer<String> outcome) {
        outcome.accept(run(command, command, 1));
        return this;
    }

    /** For a line that a reader has to change before typing it; here one that only sets something. */
    Walk instead(String command, String own) {
        return instead(command, own, said -> assertThat(said).isEmpty());
    }

    Walk instead(String command, String own, Consumer<String> outcome) {
        outcome.accept(run(command, own, 0));
        return this;
    }

    private String run(String command, String own, int exit) {
        assertThat(ahead.poll()).as("the README's next command").isEqualTo(command);
        ReadersShell.Said said = shell.run(own);
        assertThat(said.exit())
                .as("exit code of %s, which said: %s", own, said.text())
                .isEqualTo(exit);
        return said.text();
    }

    void end() {
        assertThat(ahead).as("commands that no test runs").isEmpty();
    }
}
