package org.openztp.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openztp.http.Json;
import org.openztp.openwrt.InvalidValue;

/**
 * What an operator wants of a roll-out.
 *
 * @param build as CATEGORY/VERSION
 * @param options sysupgrade's letters and whether they are wanted
 * @param stages the last one takes what is left; without any there is one
 * @param window null: at any time
 * @param expectedMinutes what one upgrade takes: where there is a window, none begins that would not end in it
 * @param deadlineHours how long the upgrade of a router that is not there waits for it; null: as the settings say
 * @param startAt null: at once
 * @param late whether devices join that become such as the targets say while it runs; they come last
 * @param approval whether another operator has to agree
 * @param start whether it starts once its devices are chosen, without a look at them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutPlan(
        String name,
        String build,
        Map<String, Boolean> options,
        Targets targets,
        List<Stage> stages,
        StopRule stop,
        Caps caps,
        Window window,
        Integer expectedMinutes,
        Integer deadlineHours,
        Instant startAt,
        boolean late,
        boolean approval,
        boolean start) {
    private static final int MOST_STAGES = 50;
    private static final int USUAL_MINUTES = 20;
    private static final int LONGEST_DEADLINE = 24 * 365;

    /** @throws InvalidValue naming the field and what to mend */
    public RolloutPlan {
        if (name == null || name.isBlank() || name.length() > 80 || name.matches("(?s).*\\p{Cntrl}.*")) {
            throw new InvalidValue("name: up to 80 printable characters are wanted");
        }
        if (build == null || !build.matches("[^/]{1,64}/[^/]{1,64}")) {
            throw new InvalidValue("build: CATEGORY/VERSION is wanted, such as campus/24.10.2");
        }
        if (targets == null) {
            throw new InvalidValue("targets: which devices? {\"all\": true} for each one on record");
        }
        stages = complete(stages);
        stop = stop == null ? StopRule.USUAL : stop;
        caps = caps == null ? Caps.USUAL : caps;
        expectedMinutes = expectedMinutes == null ? USUAL_MINUTES : expectedMinutes;
        check("expectedMinutes", expectedMinutes, 1, 24 * 60);
        check("deadlineHours", deadlineHours, 1, LONGEST_DEADLINE);
        if (window != null && window.longest().compareTo(Duration.ofMinutes(expectedMinutes)) < 0) {
            throw new InvalidValue("window: it is shorter than one upgrade takes (expectedMinutes)");
        }
    }

    private static List<Stage> complete(List<Stage> wanted) {
        List<Stage> stages = new ArrayList<>(wanted == null ? List.of() : wanted);
        if (stages.size() >= MOST_STAGES || stages.contains(null)) {
            throw new InvalidValue("stages: less than " + MOST_STAGES + " are wanted, each an object");
        }
        if (stages.isEmpty() || !stages.get(stages.size() - 1).takesTheRest()) {
            stages.add(Stage.REST);
        }
        if (stages.stream().filter(Stage::takesTheRest).count() > 1) {
            throw new InvalidValue(
                    "stages: only the last one takes what is left: percent, count or devices are wanted");
        }
        return List.copyOf(stages);
    }

    static void check(String name, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new InvalidValue(name + ": " + least + " to " + most + " is wanted");
        }
    }

    /** As {@link #text} wrote it. */
    static RolloutPlan read(String text) {
        try {
            return Json.MAPPER.readValue(text, RolloutPlan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the plan of a roll-out cannot be read", e);
        }
    }

    String text() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String category() {
        return build.substring(0, build.indexOf('/'));
    }

    String version() {
        return build.substring(build.indexOf('/') + 1);
    }

    /** Counted from 1. */
    Stage stage(int number) {
        return stages.get(number - 1);
    }

    Duration expected() {
        return Duration.ofMinutes(expectedMinutes);
    }
}
