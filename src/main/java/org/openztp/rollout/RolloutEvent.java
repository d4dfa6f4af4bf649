package org.openztp.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;

/** What happened to a roll-out, and by whom; never changed. */
@Entity
@Table(name = "rollout_event")
public class RolloutEvent {
    private static final int LONGEST = 1000;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "rollout_id")
    private long rollout;

    private Instant at;
    private String actor;
    private String message;

    @Transient
    private boolean turns;

    protected RolloutEvent() {}

    /** @param actor null for the server itself */
    RolloutEvent(long rollout, Instant at, String actor, String message) {
        this.rollout = rollout;
        this.at = at;
        this.actor = actor;
        this.message = message.length() > LONGEST ? message.substring(0, LONGEST - 1) + "…" : message;
    }

    /** The same, by which the roll-out became another state. */
    RolloutEvent turning() {
        turns = true;
        return this;
    }

    boolean turns() {
        return turns;
    }

    Instant at() {
        return at;
    }

    String actor() {
        return actor;
    }

    String message() {
        return message;
    }
}
