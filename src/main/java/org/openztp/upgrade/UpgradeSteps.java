package org.openztp.upgrade;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.job.Backoff;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;

/**
 * The transactions of an upgrade up to the flash, and what it comes to nothing by. Each one is done under the lock of the
 * router's row, and leaves a state from which the next run of the job goes on, whatever happens in between.
 */
final class UpgradeSteps {
    private static final Duration TURN = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long NO_RUN = -1;
    private static final Set<DeviceState> MAY_BEGIN =
            EnumSet.of(DeviceState.PROVISIONED, DeviceState.FAILED, DeviceState.WAITING);

    /** Nothing that another attempt would find otherwise. */
    private static final Set<String> IN_VAIN =
            Set.of(Reason.WRONG_DEVICE, Reason.ADDRESS_NOT_ALLOWED, Reason.NOT_OPENWRT, Reason.HOST_KEY_CHANGED);

    private static final Set<String> NOT_THERE = Set.of(Reason.SSH_UNREACHABLE, Reason.SSH_AUTH);

    private final Held.Parts parts;
    private final Settings.Upgrade settings;
    private final Backoff backoff;
    private FirstBackup backup = FirstBackup.NONE;

    UpgradeSteps(Held.Parts parts, Settings.Upgrade settings, RandomGenerator random) {
        this.parts = parts;
        this.settings = settings;
        this.backoff = new Backoff(settings.backoff(), settings.backoffMax(), random);
    }

    /** What comes before the first thing that is done for an upgrade. */
    UpgradeSteps after(FirstBackup first) {
        backup = first;
        return this;
    }

    FirstBackup backup() {
        return backup;
    }

    Settings.Upgrade settings() {
        return settings;
    }

    Held.Parts parts() {
        return parts;
    }

    Instant now() {
        return parts.inventory().now();
    }

    /** Whether its router is to get ready still. */
    boolean isWanted(long id) {
        return parts.inventory().db().tx(tx -> {
            UpgradeOperation operation = tx.em().find(UpgradeOperation.class, id);
            return operation != null && operation.state().isPreparing();
        });
    }

    /** The router cannot get ready by this attempt; unless nobody wants that any more. */
    Next setback(long id, String reason, String words) {
        return hold(
                id,
                held -> held.operation().state().isPreparing() ? retry(held, reason, words) : Next.again(held.now()));
    }

    /** Works on an upgrade and its router under their locks; of one that is not there, nothing is left to do. */
    Next hold(long id, Function<Held, Next> work) {
        return parts.inventory().tx(tx -> Held.find(tx, parts, id).map(work).orElse(Next.done()));
    }

    /** Takes the router in hand when it is its turn; an upgrade that is at work is taken up where it was left. */
    Turn begin(long id) {
        return parts.inventory()
                .tx(tx -> Held.find(tx, parts, id).map(this::begin).orElse(Turn.not(Next.done())));
    }

    private Turn begin(Held held) {
        UpgradeOperation operation = held.operation();
        ScriptRun run = held.openRun().orElse(null);
        if (operation.state().isEnd()) {
            return over(held, run);
        }
        if (held.device() == null) {
            operation.removed(held.now());
            return Turn.not(Next.done());
        }
        if (operation.state() == UpgradeState.QUEUED) {
            return queued(held, false);
        }
        if (held.device().pulling().isOn()) {
            return Turn.of(operation, held.device(), run);
        }
        if (run == null
                && operation.state().isPreparing()
                && operation.run().id().isPresent()) {
            return Turn.not(retry(held, Reason.INTERRUPTED, "it does not fetch its work itself any more"));
        }
        return run != null && operation.state().isPreparing() && isLate(held, run)
                ? Turn.over(operation, held.device(), run)
                : Turn.of(operation, held.device(), run);
    }

    /** What was prepared is to be undone still, or nothing is. */
    private Turn over(Held held, ScriptRun run) {
        if (held.device() == null) {
            return Turn.not(Next.done());
        }
        boolean asks = held.device().pulling().isOn();
        if (run != null && !asks) {
            return Turn.over(held.operation(), held.device(), run);
        }
        if (run != null) {
            held.undoWhenAsked();
        }
        boolean waits =
                asks && held.errand().filter(errand -> !isLate(held, errand)).isPresent();
        if (!waits) {
            held.dropErrand("it does not ask any more");
        }
        return Turn.not(waits ? Next.again(held.now().plus(LOOK)) : Next.done());
    }

    /**
     * The router in hand, when it is the upgrade's turn.
     *
     * @param asks it is the router itself that asks for its work
     */
    Turn queued(Held held, boolean asks) {
        UpgradeOperation operation = held.operation();
        Device device = held.device();
        if (device.state() == DeviceState.RETIRED) {
            held.abort(Reason.REPLACED, "another box has taken its place");
            return Turn.not(Next.done());
        }
        if (!held.now().isBefore(operation.deadline())) {
            held.expire();
            return Turn.not(Next.done());
        }
        if (operation.attempts() > 0
                && (operation.nextAt() == null || held.now().isBefore(operation.nextAt()))) {
            return Turn.not(again(operation, operation.nextAt()));
        }
        if (!operation.mayBegin(held.now())) {
            return Turn.not(again(operation, null));
        }
        if (device.pulling().isOn() != asks) {
            return Turn.not(again(operation, held.now().plus(LOOK)));
        }
        boolean busy = device.state().isInHand() || parts.runs().isBusy(held.tx(), device.id(), NO_RUN);
        if (busy || !MAY_BEGIN.contains(device.state())) {
            return Turn.not(again(operation, held.now().plus(busy && !asks ? TURN : LOOK)));
        }
        held.note(operation.begin(device, held.now()));
        String words = "upgrade " + operation.id() + " to " + operation.image().build();
        held.note(device.upgrade(DeviceState.UPGRADING, null, words, held.now()));
        return Turn.of(operation, device, null);
    }

    /** @param at null for not before the router calls */
    private static Next again(UpgradeOperation operation, Instant at) {
        return Next.again(at == null || at.isAfter(operation.deadline()) ? operation.deadline() : at);
    }

    /** The image may not go onto a router; nothing was sent. */
    Next refused(long id, String code, String words) {
        return hold(id, held -> {
            if (held.operation().state().isPreparing()) {
                held.fail(code, words);
                held.undoWhenAsked();
            }
            return Next.done();
        });
    }

    /** The image may go onto a router. */
    void vetted(long id) {
        hold(id, held -> {
            held.operation().run().isVetted(held.operation().state().isPreparing());
            return Next.done();
        });
    }

    /** There is no session to the router. */
    Next notThere(long id, String reason, String words) {
        return hold(id, held -> {
            UpgradeOperation operation = held.operation();
            if (operation.state().isEnd()) {
                return stopAgain(held, words);
            }
            if (reason.equals(Reason.HOST_KEY_CHANGED)) {
                return hostKeyChanged(held, words);
            }
            if (operation.state().isAfterFlash()) {
                return away(held, words);
            }
            if (IN_VAIN.contains(reason)) {
                held.abort(reason, words);
                return Next.done();
            }
            boolean goesOn = held.openRun().filter(run -> !isLate(held, run)).isPresent();
            return operation.state() == UpgradeState.QUEUED || goesOn
                    ? Next.again(held.now().plus(STOP))
                    : retry(held, reason, words);
        });
    }

    private boolean isLate(Held held, ScriptRun run) {
        return held.now().isAfter(run.startedAt().plus(settings.transferTimeout()));
    }

    private Next away(Held held, String words) {
        if (held.now().isBefore(held.operation().backBy())) {
            return Next.again(held.now().plus(settings.reconnectPause()));
        }
        boolean wasBack = held.operation().state() == UpgradeState.VERIFYING;
        String what = wasBack ? "it was back, and answers no more: " : "it did not come back in time: ";
        held.fail(Reason.NEVER_CAME_BACK, what + words);
        return Next.done();
    }

    /** An operator has to say whether it is the router at all. */
    Next hostKeyChanged(Held held, String words) {
        if (held.device().state() == DeviceState.UPGRADING) {
            held.note(held.device().hostKeyChanged(words, held.now()));
        }
        if (held.operation().state().isAfterFlash()) {
            held.fail(Reason.HOST_KEY_CHANGED, words);
        } else {
            held.abort(Reason.HOST_KEY_CHANGED, words);
        }
        return Next.done();
    }

    /**
     * Nothing was flashed: it is tried again after a pause; after the last attempt a router that does not answer is waited
     * for until it calls.
     */
    Next retry(Held held, String reason, String words) {
        UpgradeOperation operation = held.operation();
        boolean last = operation.attempts() >= settings.attempts();
        if (last && !NOT_THERE.contains(reason)) {
            held.fail(
                    UpgradeCode.GAVE_UP,
                    "attempt " + operation.attempts() + " was the last (" + reason + "): " + words);
            return Next.done();
        }
        held.dropRun(words);
        Instant next = last ? null : held.now().plus(backoff.after(operation.attempts()));
        held.note(operation.retryAt(next, reason, words, held.now()));
        held.giveBack("upgrade " + operation.id() + " is tried again " + (last ? "when it calls" : "later"));
        return again(operation, next);
    }

    /**
     * The program of a cancelled upgrade is stopped on the router, or of one that took too long: then that is tried again.
     *
     * @param isUndone false: not yet
     */
    Next stopped(long id, boolean isUndone) {
        return hold(id, held -> {
            if (held.operation().state().isPreparing()) {
                String words = "it took longer than " + settings.transferTimeout() + " to get ready";
                return retry(held, UpgradeCode.TIMED_OUT, words);
            }
            return isUndone ? stopped(held, "it was stopped") : stopAgain(held, "it does not stop");
        });
    }

    /** A router that cannot be reached stops by itself in the end, and gives up what it prepared. */
    private Next stopAgain(Held held, String words) {
        boolean late = held.openRun().map(run -> isLate(held, run)).orElse(true);
        return late ? stopped(held, words) : Next.again(held.now().plus(STOP));
    }

    private static Next stopped(Held held, String words) {
        held.dropRun(words);
        return Next.done();
    }
}
