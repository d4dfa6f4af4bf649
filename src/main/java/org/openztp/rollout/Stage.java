package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.openztp.openwrt.InvalidValue;

/**
 * One stage: so many percent of all devices, so many devices, or these devices; with none of the three, all that are left.
 *
 * @param gate how many percent of its devices must have succeeded before the next stage
 * @param soakMinutes how long nothing begins after that, while failures still count
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Stage(Integer percent, Integer count, List<Long> devices, Integer gate, Integer soakMinutes) {
    static final Stage REST = new Stage(null, null, null, null, null);
    private static final int USUAL_GATE = 95;
    private static final int MOST = 1_000_000;
    private static final int MOST_DEVICES = 1000;
    private static final int LONGEST_SOAK = 60 * 24 * 60;

    /** @throws InvalidValue saying what to mend */
    public Stage {
        if (Stream.of(percent, count, devices).filter(Objects::nonNull).count() > 1) {
            throw new InvalidValue("stages: percent, count or devices: one of them is enough");
        }
        RolloutPlan.check("stages: percent", percent, 1, 100);
        RolloutPlan.check("stages: count", count, 1, MOST);
        if (devices != null && (devices.isEmpty() || devices.size() > MOST_DEVICES || devices.contains(null))) {
            throw new InvalidValue("stages: devices: 1 to " + MOST_DEVICES + " numbers are wanted");
        }
        gate = gate == null ? USUAL_GATE : gate;
        soakMinutes = soakMinutes == null ? 0 : soakMinutes;
        RolloutPlan.check("stages: gate", gate, 0, 100);
        RolloutPlan.check("stages: soakMinutes", soakMinutes, 0, LONGEST_SOAK);
    }

    boolean takesTheRest() {
        return percent == null && count == null && devices == null;
    }

    /** How many devices it wants of so many in all; those that are named aside. */
    long wants(long all) {
        return percent != null ? Math.max(1, (all * percent + 99) / 100) : count != null ? count : 0;
    }
}
