package org.openztp.provision;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.firmware.Image;
import org.openztp.firmware.NotRead;
import org.openztp.job.Backoff;
import org.openztp.job.Next;
import org.openztp.plan.Program;
import org.openztp.planned.PlanRuns;
import org.openztp.planned.Planning;
import org.openztp.planned.StoredPlan;
import org.openztp.planned.Waits;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRunState;
import org.openztp.script.ScriptRuns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of a provisioning. Each one leaves behind a state from which the next run of the job goes on,
 * whatever happens in between; each one is done under the lock of the device's row.
 */
public final class ProvisionSteps {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisionSteps.class);
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final Duration GLANCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMinutes(1);
    /** In the hand of a provisioning; an upgrade's is another one. */
    private static final Set<DeviceState> IN_HAND = EnumSet.of(DeviceState.PROVISIONING, DeviceState.REBOOTING);

    private static final long NO_RUN = -1;

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final Provisionings rows;
    private final Planning planning;
    private final PlanRuns plans;
    private final Settings.Provision settings;
    private final Backoff backoff;
    private BiConsumer<Tx, Long> whenDone = (tx, device) -> {};

    public ProvisionSteps(
            Inventory inventory,
            Planning planning,
            PlanRuns plans,
            Settings.Provision settings,
            RandomGenerator random) {
        this(inventory, planning, plans, settings, new Backoff(settings.backoff(), settings.backoffMax(), random));
    }

    private ProvisionSteps(
            Inventory inventory, Planning planning, PlanRuns plans, Settings.Provision settings, Backoff backoff) {
        this.inventory = inventory;
        this.runs = plans.runs();
        this.rows = new Provisionings(runs);
        this.planning = planning;
        this.plans = plans;
        this.settings = settings;
        this.backoff = backoff;
    }

    /** @param told in the same transaction, when a device is done */
    public ProvisionSteps whenDone(BiConsumer<Tx, Long> told) {
        whenDone = told;
        return this;
    }

    /** The same steps, all of them part of this transaction. */
    ProvisionSteps within(Tx tx) {
        return new ProvisionSteps(inventory.within(tx), planning, plans.within(tx), settings, backoff)
                .whenDone(whenDone);
    }

    /**
     * Takes the device in hand when it is its turn; a device that is in hand already is taken up where it was left.
     *
     * @param way on which the caller goes; a device that goes by the other one is not taken in hand
     */
    Begun begin(long id, Way way) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device == null || device.pulling().way() != way && !IN_HAND.contains(device.state())) {
                return Begun.not(Next.done());
            }
            Provisioning provisioning = rows.of(tx, id, now());
            return switch (device.state()) {
                case REGISTERED, RETRYING -> takeInHand(tx, device, provisioning);
                case WAITING -> look(tx, device, provisioning);
                case PROVISIONING, REBOOTING -> begun(tx, device, provisioning);
                case PENDING, UPGRADING, PROVISIONED, FAILED, HOST_KEY_CHANGED, RETIRED -> Begun.not(Next.done());
            };
        });
    }

    /** The device as it is; empty when nothing is under way on it. */
    Optional<Begun> inHand(long id) {
        return inventory.tx(tx -> Optional.ofNullable(rows.lock(tx, id))
                .filter(device -> IN_HAND.contains(device.state()))
                .map(device -> begun(tx, device, rows.of(tx, id, now()))));
    }

    private Begun takeInHand(Tx tx, Device device, Provisioning provisioning) {
        if (runs.isBusy(tx, device.id(), provisioning.runId().orElse(NO_RUN))) {
            return Begun.not(Next.again(now().plus(TURN)));
        }
        if (device.state() == DeviceState.REGISTERED) {
            provisioning.startOver(now());
        }
        provisioning.waitNoMore();
        inventory.events().add(tx, device.startProvisioning(now()));
        return begun(tx, device, provisioning);
    }

    private Begun begun(Tx tx, Device device, Provisioning provisioning) {
        ScriptRun run = rows.runOf(tx, provisioning);
        StoredPlan plan = run == null ? null : plans.of(tx, run).orElse(null);
        return new Begun(null, device, provisioning, run, plan);
    }

    /** Goes on with a waiting device if there would be a plan now, by what is known of it. */
    private Begun look(Tx tx, Device device, Provisioning provisioning) {
        try {
            planning.preview(tx, Planning.Candidate.of(device));
        } catch (Waits waits) {
            return Begun.not(waitFor(tx, device, provisioning, waits));
        } catch (NotRead soon) {
            return Begun.not(lookAgain());
        }
        return takeInHand(tx, device, provisioning);
    }

    private Next waitFor(Tx tx, Device device, Provisioning provisioning, Waits what) {
        if (what.pool() != null && !WaitingDevices.isWaitedFor(tx, what.pool())) {
            tx.afterCommit(() -> LOG.warn("{}; devices wait for one", what.getMessage()));
        }
        if (provisioning.waitFor(what) || device.state() != DeviceState.WAITING) {
            inventory.events().add(tx, device.waitFor(what.reason(), what.getMessage(), now()));
        }
        return Next.again(now().plus(LOOK));
    }

    /** There is no plan: nothing was done, and nothing will be before something has changed. */
    Next waits(long id, Waits what) {
        return settle(id, (tx, device, provisioning) -> {
            if (provisioning.runId().isPresent()) {
                return lookAgain();
            }
            return waitFor(tx, device, provisioning, what);
        });
    }

    /** Takes over what the device said of itself; gives back the device as it is now. */
    Device identified(long id, Identity identity) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device != null) {
                inventory.events().addAll(tx, device.update(identity.facts(), now()));
            }
            return device;
        });
    }

    /**
     * Plans, takes from the pools what the plan needs, and puts on record that the plan is about to run in this boot of the
     * device, and what is offered to it.
     *
     * @param image what conf/firmware.yaml has for the board; null without. What the plan flashes itself goes before it
     * @return the row as it is now, and the run; empty when the device was removed or taken in hand by another meanwhile
     * @throws Waits there is no plan
     * @throws InVain it was flashed to what it is offered, and runs something else
     */
    Optional<Begun> offer(long id, String bootId, Image image, Identity identity) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device == null || !IN_HAND.contains(device.state())) {
                return Optional.empty();
            }
            Instant now = now();
            Provisioning provisioning = rows.of(tx, id, now());
            if (provisioning.runId().isPresent() || device.state() != DeviceState.PROVISIONING) {
                return Optional.empty();
            }
            Offer offer = Offer.of(planning.plan(tx, device), image, identity, provisioning.flashAgain());
            String batch = UUID.randomUUID().toString();
            ScriptRun run =
                    runs.add(tx, ScriptRun.ofPlan(batch, id, offer.plan().definition(), now));
            inventory.events().add(tx, run.start(now));
            run.in(bootId);
            provisioning.offer(run.id(), bootId, offer.image());
            plans.store(tx, offer.plan(), run);
            return Optional.of(begun(tx, device, provisioning));
        });
    }

    Next provisioned(long id) {
        return settle(id, (tx, device, provisioning) -> {
            inventory.events().add(tx, device.provisioned(now()));
            plans.over(tx, id);
            provisioning.end(ProvisionStep.END, now());
            whenDone.accept(tx, id);
            return Next.done();
        });
    }

    /** The device restarts or is flashed, or may be: it is expected back with another boot id. */
    Next awaitReboot(long id, String words) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device == null || device.state() != DeviceState.PROVISIONING) {
                return Next.done();
            }
            rows.of(tx, id, now()).waitUntil(now().plus(settings.rebootTimeout()));
            inventory.events().add(tx, device.waitForReboot(words, now()));
            return lookAgain();
        });
    }

    Next lookAgain() {
        return Next.again(now().plus(GLANCE));
    }

    /** Whether the run may still be at work, and the device answer again. */
    boolean mayAnswerYet(ScriptRun run) {
        return run.state() == ScriptRunState.RUNNING
                && now().isBefore(run.startedAt().plus(settings.scriptTimeout()));
    }

    PlanRuns plans() {
        return plans;
    }

    Inventory inventory() {
        return inventory;
    }

    Settings.Provision settings() {
        return settings;
    }

    /** Whether the plan restarted the device more often than it has steps. */
    boolean goesRound(Begun begun) {
        return inventory.tx(tx -> {
            long restarts = runs.countEnded(
                    tx, begun.id(), Program.RESTARTING, begun.provisioning().startedAt());
            return restarts > plans.countSteps(tx, begun.id());
        });
    }

    boolean isOverdue(Provisioning provisioning) {
        return !now().isBefore(provisioning.deadline());
    }

    /** The device is back with what was offered: the way goes on from the first step. */
    void flashed(long id) {
        settle(id, (tx, device, provisioning) -> {
            rows.openRun(tx, provisioning).ifPresent(run -> inventory.events().add(tx, run.flashed(now())));
            plans.over(tx, id);
            provisioning.forgetRun();
            return Next.done();
        });
    }

    /** The run of an earlier boot is over, and nothing was offered in it. */
    void runIsOver(long id) {
        settle(id, (tx, device, provisioning) -> {
            dropRun(tx, provisioning, "the device was restarted while the script ran");
            return Next.done();
        });
    }

    /** Tries again after a pause, unless this was the last attempt; {@code keepRun}: the run may still be joined. */
    Next setback(long id, String reason, String words, boolean keepRun) {
        return settle(id, (tx, device, provisioning) -> {
            if (device.attempts() >= settings.attempts()) {
                return giveUp(tx, device, provisioning, reason, words);
            }
            if (!keepRun) {
                dropRun(tx, provisioning, words);
            }
            Instant next = now().plus(backoff.after(device.attempts()));
            inventory.events().add(tx, device.retryAt(next, reason, words, now()));
            return Next.again(next);
        });
    }

    Next fail(long id, String reason, String words) {
        return settle(id, (tx, device, provisioning) -> giveUp(tx, device, provisioning, reason, words));
    }

    Next hostKeyChanged(long id, String words) {
        return settle(id, (tx, device, provisioning) -> {
            dropRun(tx, provisioning, words);
            inventory.events().add(tx, device.hostKeyChanged(words, now()));
            return Next.done();
        });
    }

    private Next giveUp(Tx tx, Device device, Provisioning provisioning, String reason, String words) {
        dropRun(tx, provisioning, words);
        inventory.events().add(tx, device.fail(reason, words, now()));
        boolean flash = reason.equals(Reason.FLASH_FAILED);
        provisioning.end(flash ? ProvisionStep.FLASH_FAILED : ProvisionStep.END, now());
        return Next.done();
    }

    private interface Transition {
        Next of(Tx tx, Device device, Provisioning provisioning);
    }

    /** For a device that is still in hand; one that was expected back is in hand again first. */
    private Next settle(long id, Transition transition) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device == null || !IN_HAND.contains(device.state())) {
                return Next.done();
            }
            if (device.state() == DeviceState.REBOOTING) {
                inventory.events().add(tx, device.startProvisioning(now()));
            }
            return transition.of(tx, device, rows.of(tx, id, now()));
        });
    }

    private void dropRun(Tx tx, Provisioning provisioning, String words) {
        rows.openRun(tx, provisioning)
                .ifPresent(run -> inventory.events().add(tx, run.fail(Reason.INTERRUPTED, words, now())));
        plans.over(tx, provisioning.deviceId());
        provisioning.forgetRun();
    }

    private Instant now() {
        return inventory.now();
    }
}
