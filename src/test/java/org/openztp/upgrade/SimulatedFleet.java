package org.openztp.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.openztp.device.Device;
import org.openztp.script.ScriptRun;
import org.openztp.script.Unreachable;

/** The way to routers that are none: as many as a test likes, each made when it is first visited. */
final class SimulatedFleet implements Visits {
    private final Map<Long, SimulatedRouter> routers = new ConcurrentHashMap<>();
    private final LongFunction<SimulatedRouter> making;

    SimulatedFleet(LongFunction<SimulatedRouter> making) {
        this.making = making;
    }

    SimulatedRouter router(long device) {
        return routers.computeIfAbsent(device, making::apply);
    }

    @Override
    public Seen look(Device device, boolean wiped) throws Unreachable {
        return router(device.id()).look(wiped);
    }

    @Override
    public Heard hear(Device device, ScriptRun run, byte[] program) throws Unreachable {
        String text = new String(program, java.nio.charset.StandardCharsets.UTF_8);
        return router(device.id()).hear(run, text.replaceFirst("(?s).*\nztp_op='([^']+)'.*", "$1"));
    }

    @Override
    public void bring(Device device, InputStream image) throws IOException, Unreachable {
        SimulatedRouter router = router(device.id());
        router.check("bring");
        image.transferTo(java.io.OutputStream.nullOutputStream());
        router.brings++;
    }

    @Override
    public boolean stop(Device device, ScriptRun run) throws Unreachable {
        SimulatedRouter router = router(device.id());
        router.check("stop");
        router.stops++;
        return true;
    }

    @Override
    public void settle(Device device, String sha256) throws Unreachable {
        SimulatedRouter router = router(device.id());
        router.check("settle");
        router.mark = "";
        router.settled = sha256;
    }
}
