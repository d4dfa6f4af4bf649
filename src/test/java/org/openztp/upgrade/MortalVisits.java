package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;
import org.openztp.testkit.KillSwitch;

/** Visits of a server that may be killed right before and right after each of them, whatever comes of it. */
final class MortalVisits implements Visits {
    private final Visits real;
    private final KillSwitch kill;

    MortalVisits(Visits real, KillSwitch kill) {
        this.real = real;
        this.kill = kill;
    }

    /** Killed right before or right after a chosen one of them, counted from 0. Between two lies whatever is committed. */
    MortalVisits(Visits real, int deadly, boolean afterwards) {
        this(real, new KillSwitch(2L * deadly + (afterwards ? 1 : 0)));
    }

    private interface Act<T> {
        T go() throws IOException, Unreachable;
    }

    private <T> T act(Act<T> act) throws IOException, Unreachable {
        kill.pass();
        try {
            return act.go();
        } finally {
            kill.pass();
        }
    }

    private <T> T visit(Act<T> act) throws InterruptedIOException, Unreachable {
        try {
            return act(act);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Seen look(Device device, boolean wiped) throws Unreachable, InterruptedIOException {
        return visit(() -> real.look(device, wiped));
    }

    @Override
    public Heard hear(Device device, ScriptRun run, byte[] program) throws Unreachable, InterruptedIOException {
        return visit(() -> real.hear(device, run, program));
    }

    @Override
    public void bring(Device device, InputStream image) throws IOException, Unreachable {
        act(() -> {
            real.bring(device, image);
            return null;
        });
    }

    @Override
    public boolean stop(Device device, ScriptRun run) throws Unreachable, InterruptedIOException {
        return visit(() -> real.stop(device, run));
    }

    @Override
    public void settle(Device device, String sha256) throws Unreachable, InterruptedIOException {
        visit(() -> {
            real.settle(device, sha256);
            return null;
        });
    }
}
