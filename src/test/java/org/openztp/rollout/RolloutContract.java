package org.openztp.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openztp.http.Problem;
import org.openztp.upgrade.UpgradeState;

/** What a roll-out does to a fleet, on any database. */
abstract class RolloutContract extends RolloutStage {
    @Test
    void aWaveOfAHundredWithARuleOfFivePercentHaltsAtTheSixthFailure() throws Exception {
        List<Long> devices = devices(100);
        fleet.bad(devices.subList(10, 20));
        long id = ask(plan(List.of(), new StopRule(5, null), overall(1)));
        until(id, RolloutState.STOPPED);
        run(Duration.ofMinutes(2));

        assertThat(view(id).count("FAILED")).isEqualTo(6);
        assertThat(view(id).count("SUCCESS")).isEqualTo(10);
        assertThat(view(id).count(Progress.WAITING)).isEqualTo(84);
        assertThat(devices.stream().filter(device -> fleet.flashes(device) > 0)).hasSize(16);
        assertThat(told).containsExactly("rollout.draft", "rollout.scheduled", "rollout.running", "rollout.stopped");
        assertThat(view(id).words()).isEqualTo("6 of the 100 devices of its stage failed, more than 5 %");
    }

    @Test
    void devicesThatNeverCameBackCountAsFailures() throws Exception {
        List<Long> devices = devices(20);
        fleet.lost(devices.subList(0, 3));
        long id = ask(plan(List.of(), new StopRule(null, 2), overall(1)));
        until(id, RolloutState.STOPPED);
        assertThat(rows(id))
                .filteredOn(row -> row.state() == UpgradeState.FAILED)
                .hasSize(3)
                .allMatch(row -> row.code().equals("never_came_back"));
        assertThat(view(id).count("SUCCESS")).isZero();
    }

    @Test
    void afterAStopWhatWasNotFlashedIsCalledBackAndComesAgainWhenItIsResumed() throws Exception {
        List<Long> devices = devices(40);
        fleet.bad(devices.subList(0, 4));
        long id = ask(plan(List.of(), new StopRule(5, null), overall(10)));
        until(id, RolloutState.STOPPED);
        run(Duration.ofMinutes(2));
        long flashed = devices.stream().filter(d -> fleet.flashes(d) > 0).count();
        assertThat(flashed).isLessThan(20);
        run(Duration.ofMinutes(5));
        assertThat(devices.stream().filter(d -> fleet.flashes(d) > 0)).hasSize((int) flashed);

        orders.resume(id, OPERATOR);
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(36);
        assertThat(devices).allMatch(d -> fleet.flashes(d) == 1);
    }

    @Test
    void oneBadRecordOfAHundredDoesNotStopTheRest() throws Exception {
        List<Long> devices = devices(100);
        set(devices.get(3), "mac", "no mac");
        set(devices.get(4), "facts", "{broken");
        long id = ask(plan(List.of(), null, overall(20)));
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(98);
        assertThat(view(id).leftOut()).isEqualTo(Map.of("refused", 1L, "broken", 1L));
    }

    @Test
    void theNextStageBeginsWhenTheGateIsPassedAndTheSoakIsOver() throws Exception {
        devices(10);
        long id = ask(plan(List.of(new Stage(null, 2, null, 100, 30)), null, overall(50)));
        until(() -> view(id).passedAt() != null);
        assertThat(view(id).stages().get(0).counts()).isEqualTo(Map.of("SUCCESS", 2L));
        run(Duration.ofMinutes(29));
        assertThat(view(id).stages().get(1).counts()).isEqualTo(Map.of(Progress.WAITING, 8L));
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(10);
    }

    @Test
    void aStageThatMissesItsGateStopsTheRollout() throws Exception {
        List<Long> devices = devices(10);
        fleet.bad(devices.subList(0, 1));
        long id = ask(plan(List.of(new Stage(40, null, null, 100, 0)), new StopRule(50, null), overall(50)));
        until(id, RolloutState.STOPPED);
        assertThat(view(id).words()).isEqualTo("stage 1: 3 of 4 devices succeeded, and 100 % were wanted");
        assertThat(view(id).stages().get(1).counts()).isEqualTo(Map.of(Progress.WAITING, 6L));
        orders.resume(id, OPERATOR);
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(9);
    }

    @Test
    void aParentWaitsForAllThatStandBehindIt() throws Exception {
        List<Long> devices = devices(4);
        set(devices.get(1), "parent_id", devices.get(0));
        set(devices.get(2), "parent_id", devices.get(1));
        set(devices.get(3), "parent_id", devices.get(1));
        fleet.away(List.of(devices.get(3)));
        long id = ask(plan(List.of(), null, overall(50)));
        run(Duration.ofMinutes(5));
        assertThat(devices).extracting(fleet::flashes).containsExactly(0, 0, 1, 0);
        fleet.call(devices.get(3));
        until(() -> fleet.flashes(devices.get(3)) == 1);
        assertThat(fleet.flashes(devices.get(1))).isZero();
        until(id, RolloutState.FINISHED);
        assertThat(devices).extracting(fleet::flashes).containsExactly(1, 1, 1, 1);
    }

    @Test
    void devicesThatStandBehindEachOtherInACircleAreUpgradedAllTheSame() throws Exception {
        List<Long> devices = devices(2);
        set(devices.get(1), "parent_id", devices.get(0));
        set(devices.get(0), "parent_id", devices.get(1));
        long id = ask(plan(List.of(), null, overall(50)));
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(2);
    }

    @Test
    void noMoreAreUnderWayThanTheCapsAllow() throws Exception {
        List<Long> devices = devices(30);
        devices.subList(0, 15).forEach(device -> set(device, "location", "north"));
        devices.subList(15, 25).forEach(device -> set(device, "location", "south"));
        long id = ask(plan(List.of(), null, new Caps(8, 3, null)));
        until(() -> {
            List<RolloutDeviceView> open = rows(id).stream()
                    .filter(row -> row.state() != null && !row.state().isEnd())
                    .toList();
            assertThat(open).hasSizeLessThanOrEqualTo(8);
            assertThat(open.stream().filter(row -> "north".equals(row.site()))).hasSizeLessThanOrEqualTo(3);
            assertThat(open.stream().filter(row -> "south".equals(row.site()))).hasSizeLessThanOrEqualTo(3);
            return view(id).state() == RolloutState.FINISHED;
        });
        assertThat(view(id).count("SUCCESS")).isEqualTo(30);
    }

    @Test
    void noMoreImagesAreOnTheirWayToALocationThanItsUplinkCarriesInTenMinutes() throws Exception {
        store.keep("large", BOARD, "24.10.1", 250_000);
        List<Long> devices = devices(8);
        devices.subList(0, 6).forEach(device -> set(device, "location", "hut"));
        RolloutPlan wish = new RolloutPlan(
                "spring",
                "campus/large",
                null,
                everything(),
                null,
                null,
                new Caps(null, null, 1),
                null,
                null,
                null,
                null,
                false,
                false,
                true);
        long id = ask(wish);
        List<Long> atOnce = new ArrayList<>();
        until(() -> {
            atOnce.add(rows(id).stream()
                    .filter(row -> "hut".equals(row.site()))
                    .filter(row -> row.state() != null && row.state().isBeforeFlash())
                    .count());
            return view(id).state() == RolloutState.FINISHED;
        });
        assertThat(Collections.max(atOnce)).isEqualTo(2);
        assertThat(view(id).count("SUCCESS")).isEqualTo(8);
    }

    @Test
    void whileItIsPausedNothingBeginsAndAResumeGoesOn() throws Exception {
        List<Long> devices = devices(20);
        fleet.away(devices.subList(0, 2));
        long id = ask(plan(List.of(), null, overall(4)));
        until(() -> view(id).count("SUCCESS") >= 4);
        orders.pause(id, OPERATOR);
        run(Duration.ofMinutes(3));
        long flashed = devices.stream().filter(d -> fleet.flashes(d) > 0).count();
        fleet.call(devices.get(0));
        run(Duration.ofMinutes(3));
        assertThat(devices.stream().filter(d -> fleet.flashes(d) > 0)).hasSize((int) flashed);

        orders.resume(id, OPERATOR);
        fleet.call(devices.get(1));
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(20);
    }

    @Test
    void anAbortCallsBackWhatWasNotFlashed() throws Exception {
        List<Long> devices = devices(20);
        fleet.away(devices.subList(0, 2));
        long id = ask(plan(List.of(), null, overall(4)));
        until(() -> view(id).count("SUCCESS") >= 4);
        orders.abort(id, OPERATOR);
        run(Duration.ofMinutes(3));
        assertThat(view(id).count("CANCELLED")).isGreaterThanOrEqualTo(2);
        assertThat(rows(id)).allMatch(row -> row.state() == null || row.state().isEnd());
        assertThatThrownBy(() -> orders.resume(id, OPERATOR)).isInstanceOf(Problem.class);
    }

    @Test
    void whatFailedIsTriedAgain() throws Exception {
        List<Long> devices = devices(5);
        fleet.bad(devices.subList(0, 1));
        long id = ask(plan(List.of(), new StopRule(50, null), overall(4)));
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("FAILED")).isEqualTo(1);
        fleet.mend(devices.get(0));
        orders.retry(id, OPERATOR);
        until(id, RolloutState.FINISHED);
        assertThat(view(id).count("SUCCESS")).isEqualTo(5);
        assertThat(view(id).count("FAILED")).isZero();
    }

    @Test
    void anotherOperatorHasToAgree() throws Exception {
        devices(2);
        RolloutPlan plan = new RolloutPlan(
                "spring", BUILD, null, everything(), null, null, null, null, null, null, null, false, true, false);
        long id = ask(plan);
        until(id, RolloutState.DRAFT);
        assertThat(rows(id)).hasSize(2).allMatch(row -> row.image() != null && row.sizeBytes() > 0);
        orders.start(id, OPERATOR);
        assertThatThrownBy(() -> orders.approve(id, OPERATOR))
                .hasMessageContaining("another operator than ops has to agree");
        orders.approve(id, OTHER);
        until(id, RolloutState.FINISHED);
        assertThat(view(id).approvedBy()).isEqualTo("maria");
        List<RolloutEventView> events = test.db().tx(tx -> rollouts.events(tx, id));
        assertThat(events).extracting(RolloutEventView::actor).contains("ops", "maria");
    }
}
