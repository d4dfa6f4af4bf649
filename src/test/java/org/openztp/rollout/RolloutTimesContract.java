package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openztp.http.Problem;

/** When a roll-out does what, and what becomes of it: on any database. */
abstract class RolloutTimesContract extends RolloutStage {
    private static final Window NIGHT =
            new Window("Europe/Berlin", Set.of(), LocalTime.parse("01:00"), LocalTime.parse("04:00"));

    private RolloutPlan plan(Window window, Instant startAt, boolean late) {
        return new RolloutPlan(
                "night",
                BUILD,
                null,
                everything(),
                null,
                null,
                overall(1),
                window,
                20,
                null,
                startAt,
                late,
                false,
                true);
    }

    private long flashed(List<Long> devices) {
        return devices.stream().filter(device -> fleet.flashes(device) > 0).count();
    }

    @Test
    void nothingBeginsBeforeItsTime() throws Exception {
        List<Long> devices = devices(2);
        long id = ask(plan(null, clock.instant().plus(Duration.ofHours(1)), false));
        run(Duration.ofMinutes(59));
        assertThat(view(id).state()).isEqualTo(RolloutState.SCHEDULED);
        assertThat(flashed(devices)).isZero();
        until(id, RolloutState.FINISHED);
        assertThat(flashed(devices)).isEqualTo(2);
    }

    @Test
    void inANightThatTheClockMakesShortNothingBeginsThatCouldNotEnd() throws Exception {
        clock.set(Instant.parse("2026-03-29T01:30:00Z"));
        List<Long> devices = devices(200);
        fleet.away(devices.subList(0, 1));
        long id = ask(plan(NIGHT, null, false));
        run(Duration.ofSeconds(601));
        long begun = rows(id).stream().filter(row -> row.upgrade() != null).count();
        assertThat(begun).isBetween(10L, 195L);
        run(Duration.ofMinutes(10));
        long flashed = flashed(devices);
        fleet.call(devices.get(0));
        run(Duration.ofMinutes(10));
        assertThat(flashed(devices)).isEqualTo(flashed);
        assertThat(rows(id).stream().filter(row -> row.upgrade() != null)).hasSize((int) begun);

        clock.set(Instant.parse("2026-03-29T22:59:58Z"));
        until(() -> flashed(devices) > flashed);
        assertThat(clock.instant()).isBetween("2026-03-29T23:00:00Z", "2026-03-29T23:03:00Z");
        assertThat(fleet.flashes(devices.get(0))).isEqualTo(1);
    }

    @Test
    void devicesThatComeLaterJoinWhereTheyMay() throws Exception {
        devices(2);
        long closed = ask(draft(everything(), List.of()));
        until(closed, RolloutState.DRAFT);
        long open = ask(plan(null, null, true));
        until(() -> view(open).count("SUCCESS") == 1);
        long late = device(BOARD, "23.05.5");
        run(Duration.ofMinutes(2));
        until(open, RolloutState.FINISHED);
        assertThat(rows(open)).extracting(RolloutDeviceView::device).contains(late);
        assertThat(rows(closed)).extracting(RolloutDeviceView::device).doesNotContain(late);
    }

    @Test
    void aDeviceThatWasRemovedMeanwhileIsLeftOut() throws Exception {
        List<Long> devices = devices(3);
        long id = ask(draft(everything(), List.of()));
        until(id, RolloutState.DRAFT);
        inventory.tx(tx -> {
            inventory.devices().remove(tx, inventory.devices().lock(tx, devices.get(1)));
            return null;
        });
        orders.start(id, OPERATOR);
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(2);
        assertThat(view(id).leftOut()).containsOnlyKeys("device_removed");
    }

    @Test
    void aStepThatIsRepeatedBecauseNobodyNotedItsEndRepeatsNoUpgrade() throws Exception {
        List<Long> devices = devices(30);
        long id = ask(plan(List.of(new Stage(30, null, null, null, 0)), null, overall(4)));
        RolloutJob other = new RolloutJob(rollouts, fleet.many(), Duration.ofDays(7));
        until(() -> {
            other.run(id);
            return view(id).state() == RolloutState.FINISHED;
        });
        assertThat(devices).allMatch(device -> fleet.flashes(device) == 1);
        assertThat(view(id).count("SUCCESS")).isEqualTo(30);
    }

    @Test
    void whatEndedLongAgoIsForgottenAndTheUpgradesOfItsDevicesStay() throws Exception {
        devices(3);
        long id = ask(plan(List.of(), null, overall(4)));
        until(id, RolloutState.FINISHED);
        long running = ask(draft(everything(), List.of()));
        until(running, RolloutState.DRAFT);
        RolloutPruning pruning = new RolloutPruning(rollouts, Duration.ofDays(30));
        clock.advance(Duration.ofDays(29));
        pruning.run();
        assertThat(view(id).devices()).isEqualTo(3);
        clock.advance(Duration.ofDays(2));
        pruning.run();
        assertThatThrownBy(() -> view(id)).isInstanceOf(Problem.class);
        assertThat(view(running).devices()).isEqualTo(3);
        Long upgrades = test.db()
                .tx(tx -> tx.em()
                        .createQuery("select count(u) from UpgradeOperation u", Long.class)
                        .getSingleResult());
        assertThat(upgrades).isEqualTo(3);
    }
}
