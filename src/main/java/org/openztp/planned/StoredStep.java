package org.openztp.planned;

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
import java.util.Set;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.device.PlanView;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.plan.Program;
import org.openztp.plan.ProgramOutput;
import org.openztp.plan.Step;

/** A step of a device's plan. It begins once and ends once; each verb gives the event to store. */
@Entity
@DynamicUpdate
@Table(name = "plan_step")
public class StoredStep {
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_MESSAGE = 1000;
    private static final Set<Integer> GOOD_ENDS = Set.of(0, Program.RESTARTING, Program.FLASHING);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    @Column(name = "device_id")
    private long deviceId;

    private int position;
    private String name;
    private String action;
    private String onstart;
    private String onsuccess;
    private String onfailure;

    @Enumerated(EnumType.STRING)
    private StepState state = StepState.WAITING;

    @Column(name = "exit_code")
    private Integer exitCode;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "ended_at")
    private Instant endedAt;

    @Version
    private long version;

    protected StoredStep() {}

    StoredStep(long deviceId, Step step) {
        this.deviceId = deviceId;
        this.position = step.position();
        this.name = cut(step.name(), LONGEST_NAME);
        this.action = cut(step.action(), LONGEST_NAME);
        this.onstart = cut(step.messages().onstart(), LONGEST_MESSAGE);
        this.onsuccess = cut(step.messages().onsuccess(), LONGEST_MESSAGE);
        this.onfailure = cut(step.messages().onfailure(), LONGEST_MESSAGE);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    DeviceEvent begin(long run, Instant now) {
        state = StepState.RUNNING;
        startedAt = now;
        return event(run, now, "begins", onstart);
    }

    DeviceEvent end(int code, ProgramOutput.Result result, long run, Instant now) {
        boolean well = GOOD_ENDS.contains(code);
        state = result == ProgramOutput.Result.ROLLED_BACK
                ? StepState.ROLLED_BACK
                : !well
                        ? StepState.FAILED
                        : result == ProgramOutput.Result.CHANGED ? StepState.CHANGED : StepState.UNCHANGED;
        exitCode = code;
        endedAt = now;
        String words = switch (state) {
            case CHANGED -> code == Program.FLASHING ? "is flashing" : code == 0 ? "changed" : "is restarting";
            case UNCHANGED -> "unchanged";
            case ROLLED_BACK -> "rolled back by the device, exit code " + code;
            default -> "failed with exit code " + code;
        };
        return event(run, now, words, well && state != StepState.ROLLED_BACK ? onsuccess : onfailure);
    }

    /** How it ends will not be known any more. */
    void interrupt(Instant now) {
        state = StepState.INTERRUPTED;
        endedAt = now;
    }

    private DeviceEvent event(long run, Instant now, String words, String message) {
        String all = name + ": " + words + (message.isEmpty() ? "" : " - " + message);
        return new DeviceEvent(deviceId, now, EventKind.STEP, all).ofRun(run).ofStep(position);
    }

    PlanView.StepView view() {
        return new PlanView.StepView(position, name, action, state.name(), exitCode, startedAt, endedAt);
    }

    boolean isFailedScript() {
        return state == StepState.FAILED && action.equals("run_script");
    }

    int position() {
        return position;
    }

    String name() {
        return name;
    }

    StepState state() {
        return state;
    }
}
