package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;
import org.openztp.openwrt.InvalidValue;

/**
 * Hours of the week in which work may be done, by the clock on the wall there: also on the days on which that clock is
 * put forward, when the hours that it leaves out are short of the window, and on which it is put back, when an hour that
 * it shows twice counts once.
 *
 * @param zone an IANA name such as Europe/Berlin
 * @param days on which it opens; none: each day
 * @param to the end, on the next day where it is not after {@code from}
 */
public record Window(
        String zone,
        Set<DayOfWeek> days,
        @JsonFormat(pattern = "HH:mm") LocalTime from,
        @JsonFormat(pattern = "HH:mm") LocalTime to) {

    /** A week, and a day for each hour of it that a change of the clock has swallowed. */
    private static final int DAYS_AHEAD = 9;

    /** One time that it is open, the end not included. */
    record Opening(Instant opens, Instant closes) {}

    /** @throws InvalidValue saying what to mend */
    public Window {
        if (zone == null || from == null || to == null) {
            throw new InvalidValue("window: zone, from and to are wanted, such as Europe/Berlin, 01:00 and 04:30");
        }
        if (from.equals(to)) {
            throw new InvalidValue("window: from and to are the same; leave the window out for all day");
        }
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new InvalidValue("window: the zone is no IANA name such as Europe/Berlin");
        }
        days = days == null || days.isEmpty() ? Set.of(DayOfWeek.values()) : Set.copyOf(days);
    }

    /**
     * The opening in which something that takes so long can be done: the one now, as long as there is room in it, else the
     * next one that is long enough.
     *
     * @return empty when none of the coming week is long enough
     */
    Optional<Opening> nextFor(Instant now, Duration takes) {
        LocalDate yesterday = now.atZone(rulesZone()).toLocalDate().minusDays(1);
        return yesterday
                .datesUntil(yesterday.plusDays(DAYS_AHEAD + 1))
                .filter(day -> days.contains(day.getDayOfWeek()))
                .map(this::on)
                .filter(opening -> {
                    Instant start = opening.opens().isAfter(now) ? opening.opens() : now;
                    return !start.plus(takes).isAfter(opening.closes());
                })
                .findFirst();
    }

    /** On a day on which the clock is left alone. */
    Duration longest() {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? length.plusDays(1) : length;
    }

    private Opening on(LocalDate day) {
        LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
        Instant closes = first(last, to);
        Instant opens = last(day, from);
        return new Opening(opens.isBefore(closes) ? opens : first(day, from), closes);
    }

    /** When the clock shows that time first; where it leaves it out, when it jumps over it. */
    private Instant first(LocalDate day, LocalTime time) {
        ZoneOffsetTransition change = rules().getTransition(day.atTime(time));
        return change == null || change.isOverlap()
                ? day.atTime(time).atZone(rulesZone()).toInstant()
                : change.getInstant();
    }

    /** As {@link #first}, when it shows it for the last time. */
    private Instant last(LocalDate day, LocalTime time) {
        ZoneOffsetTransition change = rules().getTransition(day.atTime(time));
        return change == null || change.isOverlap()
                ? day.atTime(time)
                        .atZone(rulesZone())
                        .withLaterOffsetAtOverlap()
                        .toInstant()
                : change.getInstant();
    }

    private ZoneRules rules() {
        return rulesZone().getRules();
    }

    private ZoneId rulesZone() {
        return ZoneId.of(zone);
    }
}
