package org.openztp.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.upgrade.MassUpgrades;
import org.openztp.upgrade.UpgradeState;

/** One look at a running roll-out, under the lock of its row: stops it, lets upgrades begin, or goes to the next stage. */
final class Steering {
    /** How long an upgrade may take from its leave to its beginning: longer than a router takes that asks for its work. */
    private static final Duration LEAVE = Duration.ofMinutes(10);

    private static final Duration PACE = Duration.ofSeconds(2);
    private static final Duration LATE_LOOK = Duration.ofMinutes(1);
    static final int AT_ONCE = 100;

    private final Tx tx;
    private final MassUpgrades upgrades;
    private final Rollout rollout;
    private final RolloutPlan plan;
    private final Instant now;
    private final Instant deadline;
    private final List<RolloutEvent> events = new ArrayList<>();

    /** @param deadline of upgrades whose roll-out names none */
    Steering(Tx tx, MassUpgrades upgrades, Rollout rollout, Instant now, Instant deadline) {
        this.tx = tx;
        this.upgrades = upgrades;
        this.rollout = rollout;
        this.plan = rollout.plan();
        this.now = now;
        this.deadline = plan.deadlineHours() == null ? deadline : now.plus(Duration.ofHours(plan.deadlineHours()));
    }

    List<RolloutEvent> events() {
        return events;
    }

    /**
     * @param most how many upgrades may begin by this look
     * @return when to look again
     */
    Instant look(int most) {
        if (rollout.stageSize() == 0) {
            rollout.begin(Selection.count(tx, rollout, rollout.stage()));
        }
        if (isTimeForLate()) {
            joinLate();
        }
        Optional<String> fault = fault();
        if (fault.isPresent()) {
            stop(fault.get());
            return now;
        }
        Instant leave = now.plus(LEAVE);
        if (plan.window() != null) {
            Window.Opening opening = plan.window()
                    .nextFor(now, plan.expected())
                    .orElse(new Window.Opening(now.plus(Duration.ofDays(1)), now));
            if (opening.opens().isAfter(now)) {
                return beforeOpening(opening.opens());
            }
            Instant last = opening.closes().minus(plan.expected());
            leave = last.isBefore(leave) ? last.plusMillis(1) : leave;
        }
        boolean full = letBegin(leave, most);
        return full ? now : now.plus(PACE);
    }

    private boolean isTimeForLate() {
        Instant last = rollout.joinedAt() == null ? rollout.createdAt() : rollout.joinedAt();
        return plan.late() && !now.isBefore(last.plus(LATE_LOOK));
    }

    /** Devices that have become such as it wants join; says whether there are any. */
    private boolean joinLate() {
        rollout.lookedForMore(now);
        boolean any = Selection.late(tx, rollout) > 0;
        if (any) {
            Selection.order(tx, rollout);
            rollout.begin(Selection.count(tx, rollout, rollout.stage()));
        }
        return any;
    }

    private Optional<String> fault() {
        Map<Integer, Long> failures = Stand.failures(tx, rollout.id());
        long all = failures.values().stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? Optional.empty()
                : plan.stop().verdict(failures.getOrDefault(rollout.stage(), 0L), rollout.stageSize(), all);
    }

    private void stop(String why) {
        upgrades.takeLeave(tx, rollout.id());
        events.add(rollout.stop(why, now));
    }

    /** Nothing begins; what is under way may still end, and stop it. */
    private Instant beforeOpening(Instant opens) {
        Instant soon = now.plus(PACE);
        if (Selection.isWaiting(tx, rollout, rollout.stage())) {
            boolean quiet = Stand.loads(tx, rollout.id(), now).isEmpty();
            return quiet || opens.isBefore(soon) ? opens : soon;
        }
        endStage();
        return soon;
    }

    /**
     * First what has called again, then what has not been asked for yet; last what had its leave and did not begin, so that
     * a device that something else is done to keeps no other one waiting.
     *
     * @return whether there may be more that could begin at once
     */
    private boolean letBegin(Instant leave, int most) {
        Map<String, Stand.Load> loads = new HashMap<>(Stand.loads(tx, rollout.id(), now));
        long active = loads.values().stream().mapToLong(Stand.Load::active).sum();
        int room = (int) Math.min(most, plan.caps().overall() - active);
        if (room <= 0) {
            return false;
        }
        List<Stand.Waiting> due = letGoOn(true, room, loads, leave);
        List<Selection.Next> next =
                room == due.size() ? List.of() : Selection.next(tx, rollout, full(loads), room - due.size());
        order(next, loads, leave);
        int left = room - due.size() - next.size();
        List<Stand.Waiting> unused = left == 0 ? List.of() : letGoOn(false, left, loads, leave);
        if (left == room && unused.isEmpty() && !Selection.isWaiting(tx, rollout, rollout.stage())) {
            endStage();
        }
        return next.size() == most;
    }

    private List<Stand.Waiting> letGoOn(boolean called, int most, Map<String, Stand.Load> loads, Instant leave) {
        List<Stand.Waiting> due = Stand.due(tx, rollout.id(), now, called, most);
        List<Long> going = new ArrayList<>();
        for (Stand.Waiting waiting : due) {
            if (takes(loads, waiting.site(), waiting.bytes())) {
                going.add(waiting.operation());
            }
        }
        if (!going.isEmpty()) {
            upgrades.giveLeave(tx, going, leave);
        }
        return due;
    }

    private boolean takes(Map<String, Stand.Load> loads, String site, long bytes) {
        Stand.Load load = loads.getOrDefault(site, Stand.Load.NONE);
        boolean fits = site.isEmpty() || plan.caps().hasRoom(load.active(), load.bytes(), bytes);
        if (fits) {
            loads.put(site, load.and(bytes));
        }
        return fits;
    }

    /** Where not even the smallest image has room. */
    private List<String> full(Map<String, Stand.Load> loads) {
        return loads.entrySet().stream()
                .filter(site -> !site.getKey().isEmpty())
                .filter(site -> !plan.caps()
                        .hasRoom(site.getValue().active(), site.getValue().bytes(), 1))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void order(List<Selection.Next> next, Map<String, Stand.Load> loads, Instant leave) {
        Map<Long, RolloutDevice> rows = new LinkedHashMap<>();
        Map<Long, Long> images = new LinkedHashMap<>();
        for (Selection.Next one : next) {
            String site = one.row().site() == null ? "" : one.row().site();
            if (takes(loads, site, one.bytes())) {
                rows.put(one.row().device(), one.row());
                images.put(one.row().device(), one.row().image());
            }
        }
        if (images.isEmpty()) {
            return;
        }
        MassUpgrades.Terms terms =
                new MassUpgrades.Terms(rollout.id(), rollout.options(), deadline, leave, rollout.askedBy());
        for (MassUpgrades.Outcome outcome : order(terms, images)) {
            RolloutDevice row = rows.get(outcome.device());
            if (outcome.operation() == null) {
                row.leaveOut(outcome.reason(), outcome.words());
            } else {
                row.ordered(outcome.operation());
            }
        }
    }

    /** @throws BadRecord when a record of one of them is why it fails */
    private List<MassUpgrades.Outcome> order(MassUpgrades.Terms terms, Map<Long, Long> images) {
        try {
            List<MassUpgrades.Outcome> outcomes = upgrades.order(tx, terms, images);
            tx.em().flush();
            return outcomes;
        } catch (RuntimeException e) {
            throw BadRecord.isWhyOf(e) ? new BadRecord(images.keySet(), e) : e;
        }
    }

    /** All of the stage is on its way, or over. */
    private void endStage() {
        boolean isLast = rollout.stage() == plan.stages().size();
        boolean isOpen = Stand.isOpen(tx, rollout.id(), rollout.stage());
        if (isLast) {
            boolean isOver =
                    !isOpen && Stand.in(tx, rollout.id(), Stand.OPEN, 1).isEmpty();
            if (isOver && !(plan.late() && joinLate())) {
                events.add(rollout.finish("each of its devices has come to an end, or was left out", now));
            }
            return;
        }
        Stage stage = plan.stage(rollout.stage());
        Stand.Success success = Stand.success(tx, rollout.id(), rollout.stage());
        if (!success.reaches(stage.gate())) {
            if (!isOpen) {
                stop("stage " + rollout.stage() + ": " + success.well() + " of " + success.all()
                        + " devices succeeded, and " + stage.gate() + " % were wanted");
            }
            return;
        }
        if (rollout.passedAt() == null) {
            events.add(rollout.pass(now));
        }
        if (!now.isBefore(rollout.passedAt().plus(Duration.ofMinutes(stage.soakMinutes())))) {
            events.add(rollout.nextStage(now));
        }
    }

    /** What is not to be flashed any more once a roll-out is stopped, or given up. */
    static List<UpgradeState> calledBack(RolloutState state) {
        return switch (state) {
            case STOPPED -> List.of(UpgradeState.CHECKING, UpgradeState.TRANSFERRING);
            case ABORTED -> List.of(UpgradeState.QUEUED, UpgradeState.CHECKING, UpgradeState.TRANSFERRING);
            default -> List.of();
        };
    }
}
