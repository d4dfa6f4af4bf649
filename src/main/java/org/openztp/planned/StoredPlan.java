package org.openztp.planned;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.plan.Plan;
import org.openztp.plan.Step;

/**
 * The newest plan of a device and the run that carries it out; its steps are {@link StoredStep}, its program {@link
 * StoredProgram}.
 */
@Entity
@DynamicUpdate
@Table(name = "plan")
public class StoredPlan {
    private static final int LONGEST_PATTERN = 255;

    @Id
    @Column(name = "device_id")
    private long deviceId;

    @Column(name = "run_id")
    private long runId;

    private String pattern;
    private String definition;
    private String digest;

    @Column(name = "cuts_off")
    private boolean cutsOff;

    @Column(name = "made_at")
    private Instant madeAt;

    @Version
    private long version;

    protected StoredPlan() {}

    StoredPlan(long deviceId) {
        this.deviceId = deviceId;
    }

    void become(Plan plan, long run, Instant now) {
        runId = run;
        pattern = plan.pattern().length() > LONGEST_PATTERN
                ? plan.pattern().substring(0, LONGEST_PATTERN)
                : plan.pattern();
        definition = plan.definition();
        digest = plan.digest();
        cutsOff = plan.steps().stream().anyMatch(StoredPlan::cutsOff);
        madeAt = now;
    }

    private static boolean cutsOff(Step step) {
        return step.fragment().confirmSeconds() > 0 || step.fragment().restarts();
    }

    long runId() {
        return runId;
    }

    String pattern() {
        return pattern;
    }

    String definition() {
        return definition;
    }

    String digest() {
        return digest;
    }

    /** Whether the device may be out of reach while it is carried out, and that is no failure. */
    public boolean cutsOff() {
        return cutsOff;
    }

    Instant madeAt() {
        return madeAt;
    }
}
