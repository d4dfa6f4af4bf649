package org.openztp.planned;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.auth.Vault;
import org.openztp.db.Tx;
import org.openztp.device.DevicePlans;
import org.openztp.device.Inventory;
import org.openztp.device.PlanView;
import org.openztp.history.DeviceEvent;
import org.openztp.plan.Plan;
import org.openztp.plan.Program;
import org.openztp.plan.ProgramOutput;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRuns;

/**
 * The plans of the devices as they are stored. Whoever carries a plan to its device takes the {@link #program} of its run
 * there, and gives what that prints to the run's {@link #output}.
 */
public final class PlanRuns implements DevicePlans {
    /** The largest configuration, 8 MiB, and room for the steps; MariaDB takes 16 MiB at once unless told otherwise. */
    private static final int LARGEST_PROGRAM = 12 << 20;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Vault vault;
    private final long outputLimitBytes;

    public PlanRuns(Inventory inventory, ScriptRuns runs, Vault vault, long outputLimitBytes) {
        this.inventory = inventory;
        this.runs = runs;
        this.vault = vault;
        this.outputLimitBytes = outputLimitBytes;
    }

    /** The same, with all its work part of this transaction. */
    public PlanRuns within(Tx tx) {
        return new PlanRuns(inventory.within(tx), runs, vault, outputLimitBytes);
    }

    /**
     * The plan becomes the device's newest, to be carried out by this run.
     *
     * @throws Waits the program would be too large
     */
    public void store(Tx tx, Plan plan, ScriptRun run) {
        byte[] program = Program.render(plan, run.batch());
        if (program.length > LARGEST_PROGRAM) {
            String words = "its program has " + program.length + " bytes, more than " + LARGEST_PROGRAM;
            throw new Waits(Reason.BAD_PLAN, words);
        }
        forgetSteps(tx, run.deviceId());
        StoredPlan stored = tx.em().find(StoredPlan.class, run.deviceId());
        if (stored == null) {
            stored = new StoredPlan(run.deviceId());
            stored.become(plan, run.id(), inventory.now());
            tx.em().persist(stored);
        } else {
            stored.become(plan, run.id(), inventory.now());
        }
        tx.em().flush();
        StoredProgram.keep(tx, run.deviceId(), run.id(), vault.seal(program, context(run)));
        plan.steps().forEach(step -> tx.em().persist(new StoredStep(run.deviceId(), step)));
    }

    private static String context(ScriptRun run) {
        return "plan of run " + run.id();
    }

    /** The plan that this run carries out, while it is the device's newest. */
    public Optional<StoredPlan> of(Tx tx, ScriptRun run) {
        return find(tx, run.deviceId()).filter(plan -> run.id().equals(plan.runId()));
    }

    public Optional<StoredPlan> find(Tx tx, long deviceId) {
        return Optional.ofNullable(tx.em().find(StoredPlan.class, deviceId));
    }

    /** What the device is to run; empty when the run is over, or its key is lost. */
    public Optional<byte[]> program(ScriptRun run) {
        Optional<byte[]> sealed = inventory.tx(tx -> StoredProgram.find(tx, run.deviceId(), run.id()));
        try {
            return sealed.map(bytes -> vault.open(bytes, context(run)));
        } catch (Vault.Unreadable e) {
            return Optional.empty();
        }
    }

    /** Where everything goes that the run's program prints; one at a time for a run. */
    public PlanOutput output(ScriptRun run) {
        int steps = inventory.tx(tx -> countSteps(tx, run.deviceId()));
        return new PlanOutput(this, run, steps);
    }

    /** Why a plan that ended with this code did not succeed. */
    public String reason(long deviceId, int exitCode) {
        List<StoredStep> steps = inventory.tx(tx -> steps(tx, deviceId));
        if (exitCode == Program.BUSY && steps.stream().allMatch(step -> step.state() == StepState.WAITING)) {
            return Reason.BUSY;
        }
        if (steps.stream().anyMatch(step -> step.state() == StepState.ROLLED_BACK)) {
            return Reason.ROLLED_BACK;
        }
        return steps.stream().anyMatch(StoredStep::isFailedScript) ? Reason.SCRIPT_FAILED : Reason.STEP_FAILED;
    }

    public int countSteps(Tx tx, long deviceId) {
        return steps(tx, deviceId).size();
    }

    /** The run is over, however it ended. */
    public void over(Tx tx, long deviceId) {
        find(tx, deviceId).ifPresent(plan -> StoredProgram.drop(tx, deviceId, plan.runId()));
        steps(tx, deviceId).stream()
                .filter(step -> step.state() == StepState.RUNNING)
                .forEach(step -> step.interrupt(inventory.now()));
    }

    /** @return the step's name; what is repeated changes nothing */
    String begin(ScriptRun run, int position) {
        return change(run, position, StepState.WAITING, step -> step.begin(run.id(), now()));
    }

    void end(ScriptRun run, int position, int code, ProgramOutput.Result result) {
        change(run, position, StepState.RUNNING, step -> step.end(code, result, run.id(), now()));
    }

    private String change(ScriptRun run, int position, StepState from, Function<StoredStep, DeviceEvent> verb) {
        return inventory.tx(tx -> {
            if (of(tx, run).isEmpty()) {
                return run.script();
            }
            Optional<StoredStep> step = steps(tx, run.deviceId()).stream()
                    .filter(each -> each.position() == position)
                    .findFirst();
            step.filter(each -> each.state() == from)
                    .ifPresent(each -> inventory.events().add(tx, verb.apply(each)));
            return step.map(StoredStep::name).orElse(run.script());
        });
    }

    @Override
    public Optional<PlanView> view(Tx tx, long deviceId) {
        return find(tx, deviceId)
                .map(plan -> new PlanView(
                        plan.definition(),
                        plan.pattern(),
                        plan.digest(),
                        plan.runId(),
                        plan.madeAt(),
                        steps(tx, deviceId).stream().map(StoredStep::view).toList()));
    }

    private static void forgetSteps(Tx tx, long deviceId) {
        tx.em()
                .createQuery("delete from StoredStep s where s.deviceId = :device")
                .setParameter("device", deviceId)
                .executeUpdate();
    }

    private static List<StoredStep> steps(Tx tx, long deviceId) {
        return tx.em()
                .createQuery(
                        "from StoredStep s where s.deviceId = :device order by s.deviceId, s.position",
                        StoredStep.class)
                .setParameter("device", deviceId)
                .getResultList();
    }

    public Inventory inventory() {
        return inventory;
    }

    public ScriptRuns runs() {
        return runs;
    }

    long outputLimitBytes() {
        return outputLimitBytes;
    }

    private Instant now() {
        return inventory.now();
    }
}
