package org.openztp.pull;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openztp.auth.WorkKey;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.firmware.NotRead;
import org.openztp.http.Problem;
import org.openztp.openwrt.Ash;
import org.openztp.provision.PulledPlans;
import org.openztp.script.FetchedRun;
import org.openztp.script.FetchedScripts;
import org.openztp.script.Outcome;
import org.openztp.script.Runner;
import org.openztp.script.ScriptOrders;
import org.openztp.script.ScriptRun;
import org.openztp.upgrade.PulledUpgrades;

/**
 * Gives a device that asks its work: what it was given and has not ended, else its upgrade, else its plan, else the script
 * that has waited longest. A claim whose answer was lost is repeated with a new nonce and gives the same run; the device itself runs it
 * once.
 */
public final class Claims {
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final String START = "exec sh \"$1\"\n";

    private final Inventory inventory;
    private final WorkKeys keys;
    private final PulledPlans plans;
    private final PulledUpgrades upgrades;
    private final Scripts scripts;

    /** What scripts need to be given: their runs, what else is open on the device, and the environment. */
    public record Scripts(FetchedScripts runs, ScriptOrders orders, Runner runner) {}

    public Claims(Inventory inventory, WorkKeys keys, PulledPlans plans, PulledUpgrades upgrades, Scripts scripts) {
        this.inventory = inventory;
        this.keys = keys;
        this.plans = plans;
        this.upgrades = upgrades;
        this.scripts = scripts;
    }

    /**
     * @return what the device is to run, as it leaves; empty when there is nothing to do
     * @throws Problem 403 when this proves nothing, or its nonce was used or replaced; 404 for no device; 409 for one that
     *     is not to be given work; 503 when the firmware is still being read
     */
    Optional<byte[]> claim(long deviceId, Ask ask) {
        Visit visit = inventory.tx(tx -> enter(tx, deviceId, ask));
        Optional<Given> given = visit.begun();
        if (given.isEmpty()) {
            given = plan(deviceId, ask);
        }
        if (given.isEmpty()) {
            given = inventory.tx(tx -> nextScript(tx, deviceId, ask));
        }
        return given.map(work -> work.text(visit.key(), ask.nonce()));
    }

    private record Visit(WorkKey key, Optional<Given> begun) {}

    private Visit enter(Tx tx, long deviceId, Ask ask) {
        Device device = inventory.devices().lock(tx, deviceId);
        WorkKey key =
                prover(keys, tx, deviceId, ask.proof(), ask.message(deviceId).getBytes(US_ASCII));
        if (!keys.useNonce(tx, deviceId, Asking.PURPOSE, ask.nonce())) {
            throw Problem.forbidden("the nonce was used before, or replaced by a newer one: register again");
        }
        if (!device.pulling().isOn()) {
            throw Problem.conflict("device " + deviceId + " does not fetch its work: the server comes by SSH");
        }
        if (device.state() == DeviceState.PENDING || device.state() == DeviceState.RETIRED) {
            throw Problem.conflict("device " + deviceId + " is " + device.state() + ": approve it first");
        }
        Optional<Given> begun = scripts.runs().begun(tx, device, ask.boot()).flatMap(run -> script(tx, device, run));
        return new Visit(key, begun.isPresent() ? begun : upgrade(tx, device, ask.boot()));
    }

    private Optional<Given> upgrade(Tx tx, Device device, String boot) {
        return upgrades.claim(tx, device, boot).map(run -> {
            FetchedRun.given(tx, run);
            return new Given(run, START, upgrades.program(tx, device, run));
        });
    }

    static WorkKey prover(WorkKeys keys, Tx tx, long deviceId, String proof, byte[] message) {
        return keys.find(tx, deviceId)
                .filter(key -> key.proves(proof, message))
                .orElseThrow(() -> Problem.forbidden("the proof is not of this device's token"));
    }

    private Optional<Given> plan(long deviceId, Ask ask) {
        try {
            return plans.claim(deviceId, ask.boot(), ask.flashing())
                    .flatMap(run -> inventory.tx(tx -> plan(tx, deviceId, run)));
        } catch (NotRead e) {
            throw Problem.unavailable("the firmware is still being read", SOON);
        }
    }

    private Optional<Given> plan(Tx tx, long deviceId, ScriptRun run) {
        inventory.devices().lock(tx, deviceId);
        Optional<byte[]> program = plans.program(tx, run);
        if (program.isEmpty()) {
            plans.ended(tx, run, new Outcome.Vanished(), "");
            return Optional.empty();
        }
        FetchedRun.given(tx, run);
        return Optional.of(new Given(run, START, program.get()));
    }

    private Optional<Given> nextScript(Tx tx, long deviceId, Ask ask) {
        Device device = inventory.devices().lock(tx, deviceId);
        Optional<ScriptRun> next = scripts.runs().next(tx, device, ask.boot());
        next.ifPresent(run -> scripts.orders().resume(tx, deviceId));
        return next.flatMap(run -> script(tx, device, run));
    }

    private Optional<Given> script(Tx tx, Device device, ScriptRun run) {
        Optional<byte[]> program = scripts.runs().program(tx, run);
        program.ifPresent(text -> FetchedRun.given(tx, run));
        return program.map(text -> new Given(run, start(scripts.runner().environment(device), run.arguments()), text));
    }

    private static String start(Map<String, String> environment, List<String> arguments) {
        String assignments = new TreeMap<>(environment)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + Ash.quote(each.getValue()) + " ")
                        .collect(Collectors.joining());
        String words = arguments.isEmpty() ? "" : " " + Ash.command(arguments);
        return assignments + "exec sh \"$1\"" + words + "\n";
    }
}
