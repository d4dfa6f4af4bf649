package org.openztp.upgrade;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * An upgrade that belongs to a roll-out begins, and begins again after a setback, only while it has leave. The roll-out
 * gives it for a short time and takes it back; whoever begins an upgrade holds the lock of its row, so that none begins
 * after it was taken back.
 */
@Embeddable
public class UpgradeLeave {
    @Column(name = "rollout_id")
    private Long rollout;

    @Column(name = "leave_until")
    private Instant until;

    protected UpgradeLeave() {}

    UpgradeLeave(long rollout, Instant until) {
        this.rollout = rollout;
        this.until = until;
    }

    /** It was for one beginning. */
    static UpgradeLeave used(UpgradeLeave leave) {
        return leave == null ? null : new UpgradeLeave(leave.rollout, null);
    }

    boolean isGiven(Instant now) {
        return until != null && now.isBefore(until);
    }
}
