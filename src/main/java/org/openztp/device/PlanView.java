package org.openztp.device;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A device's newest plan as the API and its page show it.
 *
 * @param run the script run that carries it out, whose output is that of the steps
 */
public record PlanView(
        String definition, String pattern, String digest, long run, Instant madeAt, List<StepView> steps) {
    /** @param state WAITING, RUNNING, CHANGED, UNCHANGED, FAILED, ROLLED_BACK or INTERRUPTED */
    public record StepView(
            int position,
            String name,
            String action,
            String state,
            Integer exitCode,
            Instant startedAt,
            Instant endedAt) {
        public String label() {
            return state.toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** The style sheet's class of the state. */
        public String css() {
            return "p-" + state.toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How many steps have ended well. */
    public long done() {
        return steps.stream().filter(step -> step.state().endsWith("CHANGED")).count();
    }
}
