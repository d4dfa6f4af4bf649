package org.openztp.rollout;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.http.Problem;

/**
 * One roll-out. Every transition is one verb here, which gives back the event to store; a verb that the state does not
 * allow is a {@link Problem} 409. Who calls one holds the lock of its row.
 */
@Entity
@DynamicUpdate
@Table(name = "rollout")
public class Rollout {
    private static final int LONGEST_WORDS = 900;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String name;

    @Column(name = "build_id")
    private long buildId;

    private String build;
    private String options;
    private String plan;

    @Enumerated(EnumType.STRING)
    private RolloutState state;

    private String words;
    private int stage;

    @Column(name = "stage_size")
    private long stageSize;

    @Column(name = "passed_at")
    private Instant passedAt;

    @Column(name = "joined_at")
    private Instant joinedAt;

    @Column(name = "asked_by")
    private String askedBy;

    @Column(name = "approved_by")
    private String approvedBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Version
    private long version;

    protected Rollout() {}

    /** @param options of sysupgrade, as upgrades write them */
    Rollout(RolloutPlan plan, long buildId, String options, String who, Instant now) {
        this.name = plan.name();
        this.buildId = buildId;
        this.build = plan.build();
        this.options = options;
        this.plan = plan.text();
        this.state = RolloutState.PREPARING;
        this.words = "its devices are being chosen";
        this.stage = 1;
        this.askedBy = who;
        this.createdAt = now;
    }

    /** Its row is stored. */
    RolloutEvent asked() {
        return new RolloutEvent(id, createdAt, askedBy, "asked for: " + plan);
    }

    RolloutEvent chosen(String inWords, Instant now) {
        return to(RolloutState.DRAFT, inWords, null, now);
    }

    RolloutEvent start(boolean needsApproval, String who, Instant now) {
        return needsApproval
                ? to(RolloutState.WAITING_FOR_APPROVAL, "another operator has to agree", who, now)
                : to(RolloutState.SCHEDULED, "started", who, now);
    }

    /** @throws Problem 403 for who asked for it */
    RolloutEvent approve(String who, Instant now) {
        if (who.equals(askedBy)) {
            throw Problem.forbidden("roll-out " + id + ": another operator than " + askedBy + " has to agree");
        }
        if (state != RolloutState.WAITING_FOR_APPROVAL) {
            throw Problem.conflict("roll-out " + id + " is " + state + ": it waits for no approval");
        }
        approvedBy = who;
        return to(RolloutState.SCHEDULED, "approved", who, now);
    }

    RolloutEvent run(Instant now) {
        return to(RolloutState.RUNNING, "upgrades begin", null, now);
    }

    RolloutEvent pause(String who, Instant now) {
        return to(RolloutState.PAUSED, "paused", who, now);
    }

    RolloutEvent stop(String why, Instant now) {
        return to(RolloutState.STOPPED, why, null, now);
    }

    /** After a pause, or after a stop whose failures count no more. */
    RolloutEvent resume(String who, Instant now) {
        if (state != RolloutState.PAUSED && state != RolloutState.STOPPED) {
            throw Problem.conflict("roll-out " + id + " is " + state + ": there is nothing to resume");
        }
        String inWords = state == RolloutState.STOPPED ? "resumed; what failed so far counts no more" : "resumed";
        return to(RolloutState.SCHEDULED, inWords, who, now);
    }

    RolloutEvent abort(String who, String inWords, Instant now) {
        RolloutEvent event = to(RolloutState.ABORTED, inWords, who, now);
        endedAt = now;
        return event;
    }

    RolloutEvent finish(String inWords, Instant now) {
        RolloutEvent event = to(RolloutState.FINISHED, inWords, null, now);
        endedAt = now;
        return event;
    }

    /** What came to nothing is tried again; one that runs, rests or waits stays so. */
    RolloutEvent retry(long devices, String who, Instant now) {
        passedAt = null;
        endedAt = null;
        String inWords = devices + " devices are tried again";
        if (state == RolloutState.FINISHED) {
            return to(RolloutState.SCHEDULED, inWords, who, now);
        }
        return new RolloutEvent(id, now, who, inWords);
    }

    /** Its stage begins, with so many devices. */
    void begin(long devices) {
        stageSize = devices;
    }

    RolloutEvent pass(Instant now) {
        passedAt = now;
        return new RolloutEvent(id, now, null, "stage " + stage + " has passed its gate");
    }

    RolloutEvent nextStage(Instant now) {
        stage++;
        stageSize = 0;
        passedAt = null;
        return new RolloutEvent(id, now, null, "stage " + stage + " begins");
    }

    /** Devices that became such as it wants were looked for. */
    void lookedForMore(Instant now) {
        joinedAt = now;
    }

    private RolloutEvent to(RolloutState next, String inWords, String who, Instant now) {
        if (!state.next().contains(next)) {
            throw Problem.conflict("roll-out " + id + " is " + state + ": it cannot become " + next);
        }
        state = next;
        words = inWords.length() > LONGEST_WORDS ? inWords.substring(0, LONGEST_WORDS) : inWords;
        return new RolloutEvent(id, now, who, next + ": " + inWords).turning();
    }

    Long id() {
        return id;
    }

    String name() {
        return name;
    }

    long buildId() {
        return buildId;
    }

    String build() {
        return build;
    }

    /** Of sysupgrade, as it reads them. */
    String options() {
        return options;
    }

    RolloutPlan plan() {
        return RolloutPlan.read(plan);
    }

    RolloutState state() {
        return state;
    }

    String words() {
        return words;
    }

    /** Counted from 1. */
    int stage() {
        return stage;
    }

    /** 0 before it has begun. */
    long stageSize() {
        return stageSize;
    }

    /** When the gate of its stage was passed; null before. */
    Instant passedAt() {
        return passedAt;
    }

    Instant joinedAt() {
        return joinedAt;
    }

    String askedBy() {
        return askedBy;
    }

    /** Null without an approval. */
    String approvedBy() {
        return approvedBy;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant endedAt() {
        return endedAt;
    }
}
