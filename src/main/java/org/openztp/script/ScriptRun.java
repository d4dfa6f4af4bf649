package org.openztp.script;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hibernate.annotations.DynamicUpdate;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/**
 * One script on one device, once. It is born QUEUED, is RUNNING before anything happens on the device, and ends
 * SUCCEEDED or FAILED. Every transition is one verb here, which gives back the event to store.
 */
@Entity
@DynamicUpdate
@Table(name = "script_run")
public class ScriptRun {
    /** OpenWrt's sysupgrade ends with this code when the flash has begun. */
    public static final int FLASH_BEGUN = 246;

    /** What stands for a script's name where a plan is run. */
    public static final String PLAN = "plan";

    /** What stands for a script's name where a program of an upgrade is run. */
    public static final String UPGRADE = "upgrade";

    /** A router's program of an upgrade found that there is nothing to do. */
    private static final int NOTHING_TO_DO = 20;

    private static final Set<Integer> GOOD_ENDS_OF_UPGRADES = Set.of(0, NOTHING_TO_DO, FLASH_BEGUN);
    private static final Set<Integer> GOOD_ENDS_OF_PLANS = Set.of(0, 245, FLASH_BEGUN);
    private static final Set<Integer> GOOD_ENDS = Set.of(0, FLASH_BEGUN);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String batch;

    @Column(name = "device_id")
    private long deviceId;

    private String script;

    @Convert(converter = ArgumentsColumn.class)
    private List<String> arguments;

    @Enumerated(EnumType.STRING)
    private ScriptRunState state;

    private String reason;

    @Column(name = "exit_code")
    private Integer exitCode;

    @Column(name = "output_bytes")
    private long outputBytes;

    @Column(name = "boot_id")
    private String bootId;

    @Column(name = "requested_by")
    private String requestedBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "finished_at")
    private Instant finishedAt;

    @Version
    private long version;

    protected ScriptRun() {}

    /**
     * @param batch what was asked for together has the same
     * @param requestedBy a token's name, null for the server's own
     */
    public ScriptRun(String batch, long deviceId, Script script, List<String> asked, Instant now) {
        this.batch = batch;
        this.deviceId = deviceId;
        this.script = script.name();
        this.arguments = script.argumentsFor(deviceId, asked);
        this.state = ScriptRunState.QUEUED;
        this.createdAt = now;
    }

    /** A run of a device's plan. */
    public static ScriptRun ofPlan(String batch, long deviceId, String definition, Instant now) {
        return of(PLAN, batch, deviceId, List.of(definition), now);
    }

    /** A run of one of an upgrade's programs. */
    public static ScriptRun ofUpgrade(String batch, long deviceId, List<String> arguments, Instant now) {
        return of(UPGRADE, batch, deviceId, arguments, now);
    }

    private static ScriptRun of(String what, String batch, long deviceId, List<String> arguments, Instant now) {
        ScriptRun run = new ScriptRun();
        run.batch = batch;
        run.deviceId = deviceId;
        run.script = what;
        run.arguments = arguments;
        run.state = ScriptRunState.QUEUED;
        run.createdAt = now;
        return run;
    }

    public ScriptRun requestedBy(String who) {
        requestedBy = who;
        return this;
    }

    /** Its turn has come; from here on it may have happened. */
    public DeviceEvent start(Instant now) {
        to(ScriptRunState.RUNNING);
        startedAt = now;
        String words = arguments.isEmpty() ? "" : " " + String.join(" ", arguments);
        return event(now, "runs " + script + words);
    }

    /** The boot of the device in which it runs; it never runs in another one. */
    public void in(String boot) {
        bootId = boot;
    }

    /** The script told how it ended: well with 0, and with {@link #FLASH_BEGUN}; a plan also when it restarts the device. */
    public DeviceEvent end(int code, String lastLine, Instant now) {
        exitCode = code;
        finishedAt = now;
        boolean well = goodEnds().contains(code);
        to(well ? ScriptRunState.SUCCEEDED : ScriptRunState.FAILED);
        reason = well ? null : Reason.SCRIPT_FAILED;
        return event(
                now, script + " ended with exit code " + code + (well || lastLine.isEmpty() ? "" : ": " + lastLine));
    }

    private Set<Integer> goodEnds() {
        return switch (script) {
            case PLAN -> GOOD_ENDS_OF_PLANS;
            case UPGRADE -> GOOD_ENDS_OF_UPGRADES;
            default -> GOOD_ENDS;
        };
    }

    /** It flashed the device, as is known from the release the device came back with. */
    public DeviceEvent flashed(Instant now) {
        finishedAt = now;
        to(ScriptRunState.SUCCEEDED);
        return event(now, script + " flashed the device and went down with it");
    }

    public DeviceEvent fail(String reasonCode, String words, Instant now) {
        finishedAt = now;
        to(ScriptRunState.FAILED);
        reason = reasonCode;
        return event(now, script + ": " + words);
    }

    private void to(ScriptRunState next) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException("script run " + id + ": no way from " + state + " to " + next);
        }
        state = next;
    }

    private DeviceEvent event(Instant now, String words) {
        return new DeviceEvent(deviceId, now, EventKind.STEP, words).ofRun(id).by(requestedBy);
    }

    /** Whether it carries out a plan; else it runs a script of the library. */
    public boolean isOfPlan() {
        return script.equals(PLAN);
    }

    /** Whether it carries out a part of an upgrade. */
    public boolean isOfUpgrade() {
        return script.equals(UPGRADE);
    }

    /** What names this run on the device, and no run of any other server. */
    public String key() {
        return id + "-" + batch;
    }

    public Long id() {
        return id;
    }

    public String batch() {
        return batch;
    }

    public long deviceId() {
        return deviceId;
    }

    public String script() {
        return script;
    }

    public List<String> arguments() {
        return arguments;
    }

    public ScriptRunState state() {
        return state;
    }

    /** One of {@link Reason}, null unless FAILED. */
    public String reason() {
        return reason;
    }

    /** Null before the end, and for a run that never told one. */
    public Integer exitCode() {
        return exitCode;
    }

    /** How much it printed, whether or not all of it was kept. */
    public long outputBytes() {
        return outputBytes;
    }

    /** Null as long as nothing was done on the device. */
    public String bootId() {
        return bootId;
    }

    public String requestedBy() {
        return requestedBy;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant startedAt() {
        return startedAt;
    }

    public Instant finishedAt() {
        return finishedAt;
    }
}
