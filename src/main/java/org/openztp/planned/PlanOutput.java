package org.openztp.planned;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.openztp.plan.ProgramOutput;
import org.openztp.script.Printed;
import org.openztp.script.RunOutput;
import org.openztp.script.ScriptRun;

/**
 * What a plan's program prints: its markers become states and events of the steps, all else is kept with its step. The
 * steps of one run share the limit of a run's output; the end of each is kept whatever came before. May be told the
 * markers once more, by this object or by another one of the same run.
 */
public final class PlanOutput implements Printed, ProgramOutput.Sink {
    private static final long LEAST_END = 4096;

    private final PlanRuns plans;
    private final ScriptRun run;
    private final int steps;
    private final ProgramOutput reader;
    private RunOutput now;
    private String label = "";
    private String lastLine = "";
    private long kept;
    private int begun;
    private int ended;
    private int code;

    /** @param run as stored; what an earlier session kept of its output counts against the limit */
    PlanOutput(PlanRuns plans, ScriptRun run, int steps) {
        this.plans = plans;
        this.run = run;
        this.steps = steps;
        this.reader = new ProgramOutput(run.batch(), this);
        this.kept = run.outputBytes();
    }

    @Override
    public void take(byte[] bytes, int offset, int length) {
        reader.take(bytes, offset, length);
    }

    @Override
    public void idle() {
        if (now != null) {
            now.idle();
        }
    }

    @Override
    public void finish() {
        reader.finish();
        close();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        reader.save(out);
        out.writeUTF(label);
        out.writeUTF(lastLine);
        out.writeLong(kept);
        out.writeInt(begun);
        out.writeInt(ended);
        out.writeInt(code);
        out.writeBoolean(now != null);
        if (now != null) {
            now.save(out);
        }
    }

    @Override
    public void restore(DataInput in) throws IOException {
        reader.restore(in);
        label = in.readUTF();
        lastLine = in.readUTF();
        kept = in.readLong();
        begun = in.readInt();
        ended = in.readInt();
        code = in.readInt();
        if (in.readBoolean()) {
            now = label.isEmpty() ? output() : output().ofStep(begun, label);
            now.restore(in);
        }
    }

    @Override
    public String lastLine() {
        return lastLine;
    }

    /** Whether the steps account for the program's exit code; else the device's copy of the markers may. */
    public boolean explains(int exitCode) {
        return ended == begun && code == exitCode && (exitCode != 0 || ended == steps);
    }

    @Override
    public void begin(int step) {
        close();
        begun = step;
        label = plans.begin(run, step);
        now = output().ofStep(step, label);
    }

    @Override
    public void output(int step, byte[] bytes, int offset, int length) {
        if (now == null) {
            label = "";
            now = output();
        }
        now.take(bytes, offset, length);
    }

    @Override
    public void end(int step, int exitCode, ProgramOutput.Result how) {
        close();
        ended = step;
        code = exitCode;
        plans.end(run, step, exitCode, how);
    }

    private RunOutput output() {
        long half = plans.outputLimitBytes() / 2;
        long left = plans.outputLimitBytes() - kept;
        return new RunOutput(
                plans.inventory(),
                plans.runs(),
                run,
                Math.max(0, half - kept),
                Math.max(LEAST_END, Math.min(half, left)));
    }

    private void close() {
        if (now == null) {
            return;
        }
        now.finish();
        kept += now.kept();
        // what comes after a step that failed is not the reason
        if (code == 0 || !label.isEmpty()) {
            String line = now.lastLine();
            lastLine = label.isEmpty() || line.isEmpty() ? label + line : label + ": " + line;
        }
        now = null;
    }
}
