package org.openztp.image.asu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.image.BuildFigure;
import org.openztp.image.BuildFigure.Kind;

/** What was counted long ago is in the figures as far back as asu's pages go. */
class FiguresTest {
    /** A Sunday. */
    private static final Instant NOW = Instant.parse("2026-11-22T23:30:00Z");

    private static BuildFigure of(String day, Kind kind, String version, long amount) {
        return new BuildFigure(LocalDate.parse(day), kind, version, null, amount);
    }

    private static BuildFigure of(Kind kind, String scope, String name, long amount) {
        return new BuildFigure(null, kind, scope, name, amount);
    }

    private final Figures figures = new Figures(
            List.of(),
            List.of(
                    of("1970-01-01", Kind.MADE, "22.03.7", 1000),
                    of("2026-05-30", Kind.MADE, "22.03.7", 7),
                    of("2026-05-31", Kind.MADE, "22.03.7", 9),
                    of("2026-06-01", Kind.MADE, "23.05.4", 5),
                    of("2026-10-23", Kind.MADE, "23.05.5", 11),
                    of("2026-10-24", Kind.MADE, "23.05.5", 3),
                    of("2026-10-24", Kind.SECONDS, "23.05.5", 600),
                    of("2026-11-22", Kind.MADE, "23.05.5", 2),
                    of("2026-11-22", Kind.MADE, "24.10.0-rc6", 4),
                    of("2026-11-22", Kind.FAILED, "23.05.5", 6),
                    of("2026-11-22", Kind.CANCELLED, "SNAPSHOT", 1),
                    of("2026-11-21", Kind.AGAIN, "23.05.5", 8)),
            List.of(
                    of(Kind.MADE, null, "ath79/generic", 4),
                    of(Kind.SECONDS, null, "ath79/generic", 106),
                    of(Kind.MADE, null, "x86/64", 5),
                    of(Kind.SECONDS, null, "x86/64", 0),
                    of(Kind.FAILED, null, "ipq40xx/generic", 50)),
            List.of(
                    of(Kind.PACKAGE, "23.05", "vim", 2),
                    of(Kind.PACKAGE, "24.10", "vim", 2),
                    of(Kind.PACKAGE, "24.10", "luci", 3)),
            List.of(),
            NOW);

    private static JsonNode set(JsonNode all, String label) {
        for (JsonNode set : all.path("datasets")) {
            if (set.path("label").asText().equals(label)) {
                return set.path("data");
            }
        }
        throw new AssertionError(label + " of " + all);
    }

    private static long sum(JsonNode data) {
        long sum = 0;
        for (JsonNode each : data) {
            sum += each.asLong();
        }
        return sum;
    }

    @Test
    void theLastThirtyDaysAreShownToThisOne() {
        JsonNode all = figures.byDay();

        assertThat(all.path("labels")).hasSize(30);
        assertThat(all.at("/labels/0").asText()).isEqualTo("2026-10-24Z");
        assertThat(all.at("/labels/29").asText()).isEqualTo("2026-11-22Z");
        assertThat(set(all, "Requests")).hasSize(30);
        assertThat(set(all, "Requests").path(0).asLong()).isEqualTo(3);
        assertThat(set(all, "Requests").path(29).asLong())
                .as("whatever became of them")
                .isEqualTo(2 + 4 + 6 + 1);
        assertThat(sum(set(all, "Requests"))).isEqualTo(16);
        assertThat(set(all, "Cache-Hits").path(28).asLong()).isEqualTo(8);
        assertThat(sum(set(all, "Failures"))).isEqualTo(6);
    }

    @Test
    void theLast26WeeksAreShownByBranchFromMondayToSunday() {
        JsonNode all = figures.byVersion(null);

        assertThat(all.path("labels")).hasSize(26);
        assertThat(all.at("/labels/0").asText()).isEqualTo("2026-05-25Z");
        assertThat(all.at("/labels/25").asText()).isEqualTo("2026-11-16Z");
        assertThat(all.at("/datasets/0/label").asText()).as("the newest first").isEqualTo("SNAPSHOT");
        assertThat(set(all, "22.03").path(0).asLong()).isEqualTo(16);
        assertThat(set(all, "23.05").path(1).asLong()).isEqualTo(5);
        assertThat(set(all, "23.05").path(25).asLong()).isEqualTo(8);
        assertThat(sum(set(all, "22.03"))).as("nothing of before").isEqualTo(16);
    }

    @Test
    void aBranchIsShownByItsVersions() {
        JsonNode all = figures.byVersion("23.05");

        assertThat(all.path("datasets")).hasSize(2);
        assertThat(sum(set(all, "23.05.5"))).isEqualTo(3 + 11 + 2 + 6);
        assertThat(sum(set(all, "23.05.4"))).isEqualTo(5);
    }

    @Test
    void allThatWereEverMadeAreCounted() {
        assertThat(figures.made()).isEqualTo(1000 + 7 + 9 + 5 + 11 + 3 + 2 + 4);
    }

    @Test
    void targetsAreShownByHowManyWereMadeWithTheSecondsOfOne() {
        JsonNode all = figures.targets(50);

        assertThat(all).hasSize(2);
        assertThat(all.at("/0/target").asText()).isEqualTo("x86/64");
        assertThat(all.at("/1/count").asLong()).isEqualTo(4);
        assertThat(all.at("/1/build_seconds").asLong()).as("26.5").isEqualTo(27);
        assertThat(figures.targets(1)).hasSize(1);
    }

    @Test
    void packagesAreCountedOverAllBranchesOrInOne() {
        assertThat(figures.packages(null, 10)).containsExactly(entry("vim", 4L), entry("luci", 3L));
        assertThat(figures.packages("24.10", 1)).containsExactly(entry("luci", 3L));
        assertThat(figures.packages("19.07", 10)).isEmpty();
    }
}
