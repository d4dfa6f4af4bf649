package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * When too much went wrong. What counts is each upgrade that FAILED: also one whose device never came back. One that came
 * to nothing before its device was touched, ABORTED or EXPIRED, is missing at the stage's gate.
 *
 * @param percent of the devices of the stage, that more than so many stop it; null: not by percent
 * @param count in the whole roll-out, that more than so many stop it; null: not by number
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StopRule(Integer percent, Integer count) {
    static final StopRule USUAL = new StopRule(5, null);

    public StopRule {
        RolloutPlan.check("stop: percent", percent, 0, 100);
        RolloutPlan.check("stop: count", count, 0, 1_000_000);
    }

    /**
     * Why to stop, in words; empty to go on.
     *
     * @param here failures in a stage of so many devices
     * @param all failures of the roll-out
     */
    Optional<String> verdict(long here, long size, long all) {
        if (percent != null && here * 100 > percent * size) {
            return Optional.of(here + " of the " + size + " devices of its stage failed, more than " + percent + " %");
        }
        if (count != null && all > count) {
            return Optional.of(all + " devices failed, more than " + count);
        }
        return Optional.empty();
    }
}
