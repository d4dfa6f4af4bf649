package org.openztp.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A roll-out as the API shows it.
 *
 * @param stage where it is, counted from 1
 * @param passedAt when the gate of that stage was passed, and its soak began; null before
 * @param leftOut how many devices will get nothing, by the reason
 */
public record RolloutView(
        long id,
        String name,
        String build,
        String options,
        RolloutState state,
        String words,
        int stage,
        Instant passedAt,
        List<OneStage> stages,
        Map<String, Long> leftOut,
        RolloutPlan plan,
        String askedBy,
        String approvedBy,
        Instant createdAt,
        Instant endedAt) {

    /** @param counts devices by the state of their upgrades; WAITING are those whose turn has not come */
    public record OneStage(int number, int gate, int soakMinutes, long devices, Map<String, Long> counts) {
        public long count(String state) {
            return counts.getOrDefault(state, 0L);
        }
    }

    static RolloutView of(Rollout rollout, Progress progress) {
        RolloutPlan plan = rollout.plan();
        List<OneStage> stages = new ArrayList<>();
        for (int number = 1; number <= plan.stages().size(); number++) {
            Stage stage = plan.stage(number);
            Map<String, Long> counts = progress.stages().get(number - 1);
            long devices = counts.values().stream().mapToLong(Long::longValue).sum();
            stages.add(new OneStage(number, stage.gate(), stage.soakMinutes(), devices, counts));
        }
        return new RolloutView(
                rollout.id(),
                rollout.name(),
                rollout.build(),
                rollout.options(),
                rollout.state(),
                rollout.words(),
                rollout.stage(),
                rollout.passedAt(),
                stages,
                progress.leftOut(),
                plan,
                rollout.askedBy(),
                rollout.approvedBy(),
                rollout.createdAt(),
                rollout.endedAt());
    }

    /** How many devices are to get something. */
    public long devices() {
        return stages.stream().mapToLong(OneStage::devices).sum();
    }

    /** How many of them run what they are to run. */
    public long well() {
        return count("SUCCESS") + count("SKIPPED");
    }

    public long count(String state) {
        return stages.stream().mapToLong(stage -> stage.count(state)).sum();
    }
}
