package org.openztp.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openztp.db.Page;
import org.openztp.upgrade.UpgradePage;
import org.openztp.upgrade.UpgradeState;

/** One roll-out as its page shows it. */
public record RolloutPage(
        RolloutView rollout, Asked asked, Page<RolloutDeviceView> devices, List<RolloutEventView> events, Instant now) {
    private static final Set<RolloutState> HELD = Set.of(RolloutState.PAUSED, RolloutState.STOPPED);

    /** Which devices are listed; null: all, {@code reason} likewise. */
    public record Asked(UpgradeState state, String reason) {
        public boolean isAll() {
            return state == null && reason == null;
        }
    }

    /** How many devices are in a state, and where its piece of a bar begins, in percent, and how wide it is. */
    public record Piece(String state, String css, long count, double from, double width) {}

    /** Of one bar, in the order of an upgrade's way. */
    public static List<Piece> pieces(Map<String, Long> counts) {
        long all =
                Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        List<Piece> pieces = new ArrayList<>();
        long before = 0;
        for (String state : order()) {
            long count = counts.getOrDefault(state, 0L);
            if (count > 0) {
                pieces.add(new Piece(label(state), css(state), count, share(before, all), share(count, all)));
                before += count;
            }
        }
        return pieces;
    }

    private static List<String> order() {
        List<UpgradeState> ends = List.of(
                UpgradeState.SUCCESS,
                UpgradeState.SKIPPED,
                UpgradeState.FAILED,
                UpgradeState.ABORTED,
                UpgradeState.EXPIRED,
                UpgradeState.CANCELLED);
        List<String> order = new ArrayList<>(ends.stream().map(Enum::name).toList());
        List<UpgradeState> states = new ArrayList<>(List.of(UpgradeState.values()));
        states.removeAll(ends);
        Collections.reverse(states);
        states.forEach(state -> order.add(state.name()));
        order.add(Progress.WAITING);
        return order;
    }

    private static double share(long part, long all) {
        return Math.round(100_000.0 * part / all) / 1000.0;
    }

    private static String label(String state) {
        return state.equals(Progress.WAITING)
                ? "To come"
                : UpgradeState.valueOf(state).label();
    }

    private static String css(String state) {
        return state.equals(Progress.WAITING) ? "s-to-come" : css(UpgradeState.valueOf(state));
    }

    public static String css(UpgradeState state) {
        return UpgradePage.css(state);
    }

    /** The style sheet's class of a state: that of the device's state which is most like it. */
    public static String css(RolloutState state) {
        return switch (state) {
            case PREPARING, RUNNING -> "s-upgrading";
            case DRAFT, SCHEDULED -> "s-registered";
            case WAITING_FOR_APPROVAL -> "s-pending";
            case PAUSED -> "s-waiting";
            case STOPPED -> "s-failed";
            case FINISHED -> "s-provisioned";
            case ABORTED -> "s-retired";
        };
    }

    /** What may be done to it now, each as the last part of its address. */
    public List<String> verbs() {
        List<String> verbs = new ArrayList<>();
        RolloutState state = rollout.state();
        add(verbs, state == RolloutState.DRAFT, "start");
        add(verbs, state == RolloutState.WAITING_FOR_APPROVAL, "approve");
        add(verbs, HELD.contains(state), "resume");
        add(verbs, state.next().contains(RolloutState.PAUSED), "pause");
        add(verbs, state != RolloutState.ABORTED && cameToNothing() > 0, "retry");
        add(verbs, state.next().contains(RolloutState.ABORTED), "abort");
        return verbs;
    }

    /** As its button says it. */
    public static String words(String verb) {
        return switch (verb) {
            case "abort" -> "Give up";
            case "retry" -> "Try again what failed";
            default -> Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
        };
    }

    private static void add(List<String> verbs, boolean isPossible, String verb) {
        if (isPossible) {
            verbs.add(verb);
        }
    }

    private long cameToNothing() {
        return List.of("FAILED", "ABORTED", "EXPIRED", "CANCELLED").stream()
                .mapToLong(rollout::count)
                .sum();
    }

    /** Whether anything of it changes without an operator. */
    public boolean isLive() {
        return !rollout.state().isEnd() && rollout.state() != RolloutState.DRAFT;
    }

    public long leftOut() {
        return rollout.leftOut().values().stream().mapToLong(Long::longValue).sum();
    }
}
