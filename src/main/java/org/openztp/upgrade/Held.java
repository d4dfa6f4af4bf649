package org.openztp.upgrade;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.history.DeviceEvent;
import org.openztp.script.Reason;
import org.openztp.script.ScriptRun;
import org.openztp.script.ScriptRuns;
import org.openztp.signal.Signals;

/** An upgrade and its router, both locked until the transaction ends: nothing else happens to them meanwhile. */
final class Held {
    private final Tx tx;
    private final Parts parts;
    private final Device device;
    private final UpgradeOperation operation;
    private final Instant now;

    /** What upgrades work on, and who is told how they end. */
    record Parts(Inventory inventory, ScriptRuns runs, Provisioner provisioner, Signals signals) {}

    private Held(Tx tx, Parts parts, Device device, UpgradeOperation operation) {
        this.tx = tx;
        this.parts = parts;
        this.device = device;
        this.operation = operation;
        this.now = parts.inventory().now();
    }

    /** Empty when there is no such upgrade. */
    static Optional<Held> find(Tx tx, Parts parts, long id) {
        UpgradeOperation operation = tx.em().find(UpgradeOperation.class, id);
        if (operation == null) {
            return Optional.empty();
        }
        Device device = tx.em().find(Device.class, operation.deviceId(), LockModeType.PESSIMISTIC_WRITE);
        tx.em().refresh(operation, LockModeType.PESSIMISTIC_WRITE);
        return Optional.of(new Held(tx, parts, device, operation));
    }

    Tx tx() {
        return tx;
    }

    Instant now() {
        return now;
    }

    UpgradeOperation operation() {
        return operation;
    }

    /** Null when it was removed. */
    Device device() {
        return device;
    }

    /** Its program, as long as that has not ended. */
    Optional<ScriptRun> openRun() {
        return operation
                .run()
                .id()
                .flatMap(run -> parts.runs().find(tx, run))
                .filter(run -> !run.state().isEnd());
    }

    /** A run on its router, which has an id from then on. */
    ScriptRun add(ScriptRun run) {
        return parts.runs().add(tx, run);
    }

    /** Its last program, ended or not. */
    Optional<ScriptRun> lastRun() {
        return operation.run().id().flatMap(run -> parts.runs().find(tx, run));
    }

    void note(DeviceEvent event) {
        if (device != null) {
            parts.inventory().events().add(tx, event);
        }
    }

    /** The router is in the upgrade's hand no longer. */
    void giveBack(String words) {
        StoredHealth.drop(tx, operation.id());
        dropErrand(words);
        if (device == null || device.state() != DeviceState.UPGRADING) {
            return;
        }
        BeforeUpgrade before = operation.before();
        if (before.isLost()) {
            provisionAgain(words);
            return;
        }
        note(device.upgrade(before.state(), before.reason(), words, now));
        if (before.state() == DeviceState.WAITING) {
            parts.provisioner().enqueue(tx, device);
        }
    }

    /** The router has lost all that it was provisioned with. */
    void provisionAgain(String words) {
        StoredHealth.drop(tx, operation.id());
        dropErrand(words);
        if (device.state() == DeviceState.UPGRADING) {
            note(device.queueAgain(words, now));
            parts.provisioner().enqueue(tx, device);
        }
    }

    /** Nobody will hear of its program any more. */
    void dropRun(String words) {
        openRun().ifPresent(run -> note(run.fail(Reason.INTERRUPTED, words, now)));
    }

    void succeed(String runsNow) {
        note(operation.succeed(runsNow, now));
        tell();
    }

    void expire() {
        note(operation.expire(now));
        tell();
    }

    private void tell() {
        parts.signals().tell(tx, UpgradeSignal.of(operation));
    }

    /** What its router is at besides, if it fetches its work. */
    Optional<ScriptRun> errand() {
        return parts.runs()
                .runningOfUpgrade(tx, operation.deviceId())
                .filter(run -> Errand.of(run).isPresent() && Errand.operation(run) == operation.id());
    }

    /** Nobody will hear of that any more. */
    void dropErrand(String words) {
        errand().ifPresent(run -> note(run.fail(Reason.INTERRUPTED, words, now)));
    }

    /** A router that fetches its work is to undo what it has prepared for an upgrade that is over. */
    void undoWhenAsked() {
        Optional<ScriptRun> prepared = lastRun();
        if (device != null && device.pulling().isOn() && prepared.isPresent()) {
            dropRun("nobody wants it any more");
            Errand.STOP.begin(this, prepared.get().bootId(), prepared.get().key());
        }
    }

    void abort(String code, String words) {
        dropRun(words);
        note(operation.abort(code, words, now));
        tell();
        giveBack(words(code, words));
    }

    void fail(String code, String words) {
        dropRun(words);
        note(operation.fail(code, words, now));
        tell();
        giveBack(words(code, words));
    }

    private String words(String code, String words) {
        return "upgrade " + operation.id() + " came to nothing (" + code + "): " + words;
    }
}
