package org.openztp.rollout;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Where a roll-out stands; {@link #next} is the whole table of its transitions. */
public enum RolloutState {
    /** Its devices are being chosen. */
    PREPARING,
    /** Its devices can be looked through; nothing happens before an operator starts it. */
    DRAFT,
    /** Another operator has to agree. */
    WAITING_FOR_APPROVAL,
    /** It goes on at its time. */
    SCHEDULED,
    /** Upgrades begin as its plan allows. */
    RUNNING,
    /** An operator holds it; upgrades that have begun come to their end. */
    PAUSED,
    /** Too much went wrong: nothing begins, and what was not flashed yet is called back, until an operator resumes it. */
    STOPPED,
    /** Each of its devices has come to an end, or was left out. */
    FINISHED,
    /** An operator gave it up; what was not flashed yet is called back. */
    ABORTED;

    /** The states that may follow this one. */
    public Set<RolloutState> next() {
        return switch (this) {
            case PREPARING -> EnumSet.of(DRAFT, ABORTED);
            case DRAFT -> EnumSet.of(WAITING_FOR_APPROVAL, SCHEDULED, ABORTED);
            case WAITING_FOR_APPROVAL -> EnumSet.of(SCHEDULED, ABORTED);
            case SCHEDULED -> EnumSet.of(RUNNING, PAUSED, ABORTED);
            case RUNNING -> EnumSet.of(PAUSED, STOPPED, FINISHED, SCHEDULED, ABORTED);
            case PAUSED, STOPPED -> EnumSet.of(SCHEDULED, ABORTED);
            case FINISHED -> EnumSet.of(SCHEDULED);
            case ABORTED -> EnumSet.noneOf(RolloutState.class);
        };
    }

    /** Whether nothing happens any more unless an operator wants it. */
    public boolean isEnd() {
        return this == FINISHED || this == ABORTED;
    }

    /** As pages write it. */
    public String label() {
        String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
