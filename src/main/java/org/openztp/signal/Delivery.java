package org.openztp.signal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.http.Problem;

/** One signal on its way to one target: what is told was written down when it happened. Every transition is a verb. */
@Entity
@DynamicUpdate
@Table(name = "signal_delivery")
class Delivery {
    /** So long it is tried. */
    static final Duration PATIENCE = Duration.ofHours(24);

    private static final int LONGEST_ANSWER = 300;

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String uuid;
    private String target;
    private String kind;
    private String subject;
    private String body;

    @Enumerated(EnumType.STRING)
    private DeliveryState state = DeliveryState.WAITING;

    private int attempts;
    private String answer;

    @Column(name = "created_at")
    private Instant createdAt;

    private Instant latest;

    @Column(name = "next_at")
    private Instant nextAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Version
    private long version;

    protected Delivery() {}

    /** @param body the JSON that says all of it */
    Delivery(String target, Signal signal, String body, Instant now) {
        this.uuid = UUID.randomUUID().toString();
        this.target = target;
        this.kind = signal.kind();
        this.subject = signal.subject();
        this.body = body;
        this.createdAt = now;
        this.latest = now.plus(PATIENCE);
        this.nextAt = now;
    }

    void delivered(String words, Instant now) {
        attempts++;
        to(DeliveryState.DELIVERED, words, now);
    }

    /** The target did not take it. */
    void failed(Instant next, String words) {
        attempts++;
        to(DeliveryState.WAITING, words, null);
        nextAt = next;
    }

    void giveUp(String words, Instant now) {
        to(DeliveryState.GIVEN_UP, words, now);
    }

    /**
     * For another day, at once.
     *
     * @throws Problem 409 it was delivered
     */
    void tryAgain(Instant now) {
        if (state == DeliveryState.DELIVERED) {
            throw Problem.conflict("signal " + id + " was delivered: there is nothing to try again");
        }
        to(DeliveryState.WAITING, answer, null);
        latest = now.plus(PATIENCE);
        nextAt = now;
    }

    private void to(DeliveryState next, String words, Instant ended) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("signal " + id + ": no way from " + state + " to " + next);
        }
        state = next;
        answer = words == null || words.length() <= LONGEST_ANSWER ? words : words.substring(0, LONGEST_ANSWER);
        endedAt = ended;
        nextAt = null;
    }

    Long id() {
        return id;
    }

    /** The same at each attempt, so that a receiver notices what it has already. */
    String uuid() {
        return uuid;
    }

    String target() {
        return target;
    }

    String kind() {
        return kind;
    }

    String subject() {
        return subject;
    }

    String body() {
        return body;
    }

    DeliveryState state() {
        return state;
    }

    int attempts() {
        return attempts;
    }

    /** What came of the last attempt; null before the first. */
    String answer() {
        return answer;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** After this it is given up. */
    Instant latest() {
        return latest;
    }

    Instant nextAt() {
        return nextAt;
    }

    Instant endedAt() {
        return endedAt;
    }
}
