package org.openztp.provision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.config.BadFile;
import org.openztp.db.Tx;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.firmware.Image;
import org.openztp.firmware.NotRead;
import org.openztp.openwrt.Facts;
import org.openztp.planned.Waits;
import org.openztp.script.Outcome;
import org.openztp.script.Printed;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/** The plans of the devices that fetch them: what {@link ProvisionJob} does by SSH, done when the device asks. */
public final class PulledPlans {
    private final ProvisionSteps steps;
    private final Function<String, Optional<Image>> images;
    private final ProvisionQueue queue;
    private FirmwareStep firmware;

    /** @param images the image that a board should run, by board_name */
    public PulledPlans(ProvisionSteps steps, Function<String, Optional<Image>> images, ProvisionQueue queue) {
        this.steps = steps;
        this.images = images;
        this.queue = queue;
        this.firmware = new FirmwareStep(steps.plans(), FirmwareFirst.NOTHING);
    }

    /** @param first what devices are to run before they get their first plan */
    public PulledPlans after(FirmwareFirst first) {
        firmware = new FirmwareStep(steps.plans(), first);
        return this;
    }

    private record Found(ScriptRun run, Begun toPlan) {
        static final Found NOTHING = new Found(null, null);
    }

    /**
     * The run of its plan that the device is to carry out now: a new one, or the one that it was given and has not ended;
     * empty when there is nothing to do. To be called outside any transaction; what it began is on record when it returns.
     *
     * @param bootId the device's boot
     * @param flashing the release that it was to be flashed to by a flash that has not taken; empty without
     * @throws NotRead the image that may be offered is still being read
     */
    public Optional<ScriptRun> claim(long id, String bootId, String flashing) {
        try {
            if (firmware.underWay(id).isPresent()) {
                return Optional.empty();
            }
            Found found = inventory().tx(tx -> look(tx, id, bootId, flashing));
            if (found.toPlan() == null) {
                return Optional.ofNullable(found.run());
            }
            return isHeld(id) ? Optional.empty() : offer(found.toPlan(), bootId, flashing);
        } catch (Waits e) {
            steps.waits(id, e);
        } catch (InVain e) {
            steps.fail(id, Reason.FLASH_FAILED, e.getMessage());
        } catch (BadFile e) {
            steps.setback(id, Reason.BAD_FILE, e.getMessage(), false);
        }
        return Optional.empty();
    }

    private boolean isHeld(long id) {
        Optional<FirmwareFirst.Hold> hold = firmware.of(id);
        hold.filter(FirmwareFirst.Hold::inVain).ifPresent(why -> steps.fail(id, Reason.UPGRADE_FAILED, why.words()));
        return hold.isPresent();
    }

    private Found look(Tx tx, long id, String bootId, String flashing) {
        ProvisionSteps now = steps.within(tx);
        Begun begun = now.begin(id, Way.PULL);
        if (begun.next() != null) {
            return Found.NOTHING;
        }
        queue.enqueue(tx, begun.device());
        if (begun.run() == null) {
            return new Found(null, begun);
        }
        if (bootId.equals(begun.run().bootId())) {
            return begun.run().state().isEnd() ? Found.NOTHING : new Found(begun.run(), null);
        }
        return new Decisions(now).afterRestart(begun, identity(begun, flashing)).isPresent()
                ? Found.NOTHING
                : new Found(null, begun);
    }

    private Optional<ScriptRun> offer(Begun begun, String bootId, String flashing) {
        Identity identity = identity(begun, flashing);
        Image image = images.apply(identity.board()).orElse(null);
        return steps.offer(begun.id(), bootId, image, identity).map(Begun::run);
    }

    private static Identity identity(Begun begun, String flashing) {
        return new Identity(new Facts(begun.device().mac(), begun.device().facts()), flashing);
    }

    /** What the device is to run; empty when the run is over. */
    public Optional<byte[]> program(Tx tx, ScriptRun run) {
        return steps.plans().within(tx).program(run);
    }

    /** Where everything goes that the run prints, as part of this transaction. */
    public Printed output(Tx tx, ScriptRun run) {
        return steps.plans().within(tx).output(run);
    }

    /**
     * The device has told how the run ended; the run's end is stored. Part of the caller's transaction.
     *
     * @param flashing as for {@link #claim}
     */
    public void ended(Tx tx, ScriptRun run, Outcome outcome, String flashing) {
        ProvisionSteps now = steps.within(tx);
        Optional<Begun> begun = now.inHand(run.deviceId())
                .filter(each -> each.run() != null && each.run().id().equals(run.id()))
                .filter(each -> each.device().state() == DeviceState.PROVISIONING);
        if (begun.isPresent()) {
            conclude(now, begun.get(), outcome, flashing);
            queue.enqueue(tx, begun.get().device());
        }
    }

    private static void conclude(ProvisionSteps now, Begun begun, Outcome outcome, String flashing) {
        try {
            new Decisions(now).conclude(begun, outcome, flashing::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Inventory inventory() {
        return steps.inventory();
    }
}
