package org.openztp.planned;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationResourceTest {
    @TempDir
    Path home;

    private Instant now = Instant.parse("2026-03-29T01:30:00Z");

    private void node(int number) throws IOException {
        Path folder = Files.createDirectories(home.resolve("nodes/SN" + (1000 + number)));
        Files.writeString(folder.resolve("definition"), "gone\n");
    }

    private List<String> faults(List<String> inForce, InstantSource clock) {
        return new ValidationResource(home, () -> inForce, clock).validate().faults();
    }

    private String rest() {
        return "the rest was not looked at: it is too much for one answer; on the server, wrt validate " + home
                + " looks at all";
    }

    @Test
    void aFewFilesAreAllLookedAt() throws IOException {
        node(1);

        assertThat(faults(List.of("known"), () -> now))
                .hasSize(2)
                .startsWith("known")
                .last()
                .asString()
                .startsWith("nodes/SN1001/definition:1: ");
    }

    @Test
    void afterSecondsItIsSaidThatTheRestWasNotLookedAt() throws IOException {
        for (int i = 0; i < 60; i++) {
            node(i);
        }
        InstantSource slow = () -> {
            now = now.plus(Duration.ofMillis(100));
            return now;
        };

        List<String> faults = faults(List.of("known"), slow);

        assertThat(faults).hasSizeBetween(30, 59).startsWith("known").endsWith(rest());
        assertThat(faults.subList(1, faults.size() - 1)).allMatch(fault -> fault.startsWith("nodes/SN10"));
    }

    @Test
    void whereTheTimeIsOverBeforeAllFoldersAreSeenThatIsSaidToo() throws IOException {
        node(1);
        InstantSource late = () -> {
            now = now.plus(Duration.ofSeconds(11));
            return now;
        };

        assertThat(faults(List.of("known"), late)).containsExactly("known", rest());
    }

    @Test
    void noMoreThanAThousandFaultsAreTold() throws IOException {
        for (int i = 0; i < 1002; i++) {
            node(i);
        }

        assertThat(faults(List.of(), () -> now)).hasSize(1001).endsWith(rest());
    }
}
