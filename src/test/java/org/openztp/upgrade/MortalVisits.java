package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;
import org.openztp.testkit.MortalSsh.Killed;

/**
 * Visits of a server that is killed right before or right after a chosen one of them, counted from 0. Between two visits
 * lies whatever the server commits.
 */
final class MortalVisits implements Visits {
    private final Visits real;
    private final int deadly;
    private final boolean afterwards;
    private int visits;

    MortalVisits(Visits real, int deadly, boolean afterwards) {
        this.real = real;
        this.deadly = deadly;
        this.afterwards = afterwards;
    }

    private void before() {
        if (visits == deadly && !afterwards) {
            visits++;
            throw new Killed();
        }
    }

    private <T> T after(T result) {
        if (visits++ == deadly && afterwards) {
            throw new Killed();
        }
        return result;
    }

    @Override
    public Seen look(Device device, boolean wiped) throws Unreachable, InterruptedIOException {
        before();
        return after(real.look(device, wiped));
    }

    @Override
    public Heard hear(Device device, ScriptRun run, byte[] program) throws Unreachable, InterruptedIOException {
        before();
        return after(real.hear(device, run, program));
    }

    @Override
    public void bring(Device device, InputStream image) throws IOException, Unreachable {
        before();
        real.bring(device, image);
        after(null);
    }

    @Override
    public boolean stop(Device device, ScriptRun run) throws Unreachable, InterruptedIOException {
        before();
        return after(real.stop(device, run));
    }

    @Override
    public void settle(Device device, String sha256) throws Unreachable, InterruptedIOException {
        before();
        real.settle(device, sha256);
        after(null);
    }
}
