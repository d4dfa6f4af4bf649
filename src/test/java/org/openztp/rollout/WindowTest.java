package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openztp.openwrt.InvalidValue;

class WindowTest {
    private static final Duration TWENTY = Duration.ofMinutes(20);

    private static Window daily(String zone, String from, String to) {
        return new Window(zone, Set.of(), LocalTime.parse(from), LocalTime.parse(to));
    }

    private static String next(Window window, String now, Duration takes) {
        return window.nextFor(Instant.parse(now), takes)
                .map(opening -> opening.opens() + " " + opening.closes())
                .orElse("never");
    }

    /** The clocks of 2026 are put forward and back on these days. */
    @ParameterizedTest
    @CsvSource({
        // an ordinary day
        "Europe/Berlin,    01:00, 04:00, 2026-03-10T12:00:00Z, 2026-03-11T00:00:00Z 2026-03-11T03:00:00Z",
        // forward: the window is an hour short
        "Europe/Berlin,    01:00, 04:00, 2026-03-28T12:00:00Z, 2026-03-29T00:00:00Z 2026-03-29T02:00:00Z",
        // it would open, and it would close, in the hour that is left out
        "Europe/Berlin,    02:30, 04:00, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z",
        "Europe/Berlin,    01:00, 02:30, 2026-03-28T12:00:00Z, 2026-03-29T00:00:00Z 2026-03-29T01:00:00Z",
        // it lies in that hour: not that day
        "Europe/Berlin,    02:10, 02:50, 2026-03-28T12:00:00Z, 2026-03-30T00:10:00Z 2026-03-30T00:50:00Z",
        // back: an hour longer, and once where the hour is shown twice
        "Europe/Berlin,    01:00, 04:00, 2026-10-24T12:00:00Z, 2026-10-24T23:00:00Z 2026-10-25T03:00:00Z",
        "Europe/Berlin,    01:00, 02:30, 2026-10-24T12:00:00Z, 2026-10-24T23:00:00Z 2026-10-25T00:30:00Z",
        "Europe/Berlin,    02:30, 04:00, 2026-10-24T12:00:00Z, 2026-10-25T01:30:00Z 2026-10-25T03:00:00Z",
        "Europe/Berlin,    02:10, 02:50, 2026-10-24T12:00:00Z, 2026-10-25T00:10:00Z 2026-10-25T00:50:00Z",
        "America/New_York, 01:00, 04:00, 2026-03-07T12:00:00Z, 2026-03-08T06:00:00Z 2026-03-08T08:00:00Z",
        "America/New_York, 01:00, 04:00, 2026-10-31T12:00:00Z, 2026-11-01T06:00:00Z 2026-11-01T09:00:00Z",
        "America/New_York, 00:30, 01:30, 2026-10-31T12:00:00Z, 2026-11-01T04:30:00Z 2026-11-01T05:30:00Z",
        // over midnight, seen from before and after it
        "Europe/Berlin,    22:00, 05:00, 2026-03-28T12:00:00Z, 2026-03-28T21:00:00Z 2026-03-29T03:00:00Z",
        "Europe/Berlin,    22:00, 05:00, 2026-03-29T01:30:00Z, 2026-03-28T21:00:00Z 2026-03-29T03:00:00Z",
        "America/New_York, 22:00, 05:00, 2026-11-01T07:00:00Z, 2026-11-01T02:00:00Z 2026-11-01T10:00:00Z",
    })
    void opensAndClosesByTheClockOnTheWall(String zone, String from, String to, String now, String expected) {
        assertThat(next(daily(zone, from, to), now, TWENTY)).isEqualTo(expected);
    }

    /** Each minute of both days, in the words of the window itself. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29",
        "Europe/Berlin, 2026-10-25",
        "America/New_York, 2026-03-08",
        "America/New_York, 2026-11-01"
    })
    void whatBeginsInItEndsBeforeTheClockShowsItsEnd(String zone, String day) {
        LocalTime from = LocalTime.parse("00:45");
        LocalTime to = LocalTime.parse("05:15");
        Window window = new Window(zone, Set.of(), from, to);
        Instant start = LocalDate.parse(day).atStartOfDay(ZoneId.of(zone)).toInstant();
        int open = 0;
        for (int minute = 0; minute < 22 * 60; minute++) {
            Instant now = start.plus(Duration.ofMinutes(minute));
            Window.Opening opening = window.nextFor(now, TWENTY).orElseThrow();
            if (!opening.opens().isAfter(now)) {
                LocalTime begins = now.atZone(ZoneId.of(zone)).toLocalTime();
                LocalTime ends = now.plus(TWENTY).atZone(ZoneId.of(zone)).toLocalTime();
                assertThat(begins).isBetween(from, to);
                assertThat(ends).isBetween(from, to);
                open++;
            }
        }
        boolean forward = day.contains("-03-");
        assertThat(open).isEqualTo((forward ? 210 : 330) - 20 + 1);
    }

    @Test
    void nothingBeginsThatWouldNotEndInIt() {
        Window window = daily("Europe/Berlin", "01:00", "04:00");
        assertThat(next(window, "2026-03-11T02:40:00Z", TWENTY)).isEqualTo("2026-03-11T00:00:00Z 2026-03-11T03:00:00Z");
        assertThat(next(window, "2026-03-11T02:40:01Z", TWENTY)).isEqualTo("2026-03-12T00:00:00Z 2026-03-12T03:00:00Z");
    }

    @Test
    void aNightThatAChangeOfTheClockMakesTooShortIsLeftOut() {
        Window window = daily("Europe/Berlin", "01:00", "04:00");
        assertThat(next(window, "2026-03-28T12:00:00Z", Duration.ofMinutes(150)))
                .isEqualTo("2026-03-29T23:00:00Z 2026-03-30T02:00:00Z");
    }

    @Test
    void itOpensOnItsDaysOnly() {
        Window window = new Window(
                "Europe/Berlin", Set.of(DayOfWeek.SATURDAY), LocalTime.parse("23:00"), LocalTime.parse("02:00"));
        assertThat(next(window, "2026-03-10T12:00:00Z", TWENTY)).isEqualTo("2026-03-14T22:00:00Z 2026-03-15T01:00:00Z");
        assertThat(next(window, "2026-03-15T00:00:00Z", TWENTY)).isEqualTo("2026-03-14T22:00:00Z 2026-03-15T01:00:00Z");
    }

    @Test
    void whatTakesLongerThanItIsNeverDone() {
        assertThat(next(daily("UTC", "01:00", "02:00"), "2026-03-10T12:00:00Z", Duration.ofMinutes(61)))
                .isEqualTo("never");
    }

    @Test
    void aZoneThatIsNoneAndAnEmptyWindowAreRefused() {
        assertThatThrownBy(() -> daily("Mars/Olympus", "01:00", "02:00"))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("IANA");
        assertThatThrownBy(() -> daily("UTC", "01:00", "01:00")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> new Window("UTC", null, null, LocalTime.NOON)).isInstanceOf(InvalidValue.class);
    }
}
