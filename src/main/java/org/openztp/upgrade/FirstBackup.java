package org.openztp.upgrade;

import java.io.InterruptedIOException;
import java.util.Optional;
import org.openztp.config.Settings.BeforeFlash;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.job.Next;
import org.openztp.script.Unreachable;

/** Has a router's configuration kept before anything is done for its upgrade, as far as {@code upgrade.backup} wants that. */
final class FirstBackup {
    static final FirstBackup NONE = new FirstBackup(null, BeforeFlash.OFF);

    private final ConfigurationKeeper keeper;
    private final BeforeFlash wanted;

    FirstBackup(ConfigurationKeeper keeper, BeforeFlash wanted) {
        this.keeper = keeper;
        this.wanted = wanted;
    }

    /**
     * By SSH, once in an attempt.
     *
     * @return set when the upgrade does not go on without
     */
    Optional<Next> take(UpgradeSteps steps, Turn turn) throws Unreachable, InterruptedIOException {
        UpgradeOperation operation = turn.operation();
        if (wanted == BeforeFlash.OFF || operation.before().isBackupTold()) {
            return Optional.empty();
        }
        try {
            int version = keeper.keep(turn.device());
            steps.hold(operation.id(), held -> {
                held.operation().before().kept(version);
                return Next.done();
            });
            return Optional.empty();
        } catch (ConfigurationKeeper.NotKept e) {
            return without(steps, operation.id(), e.getMessage());
        }
    }

    private Optional<Next> without(UpgradeSteps steps, long id, String words) {
        boolean isRequired = wanted == BeforeFlash.REQUIRED;
        Next next = steps.hold(id, held -> {
            held.operation().before().notKept(words);
            if (isRequired && held.operation().state().isPreparing()) {
                held.abort(UpgradeCode.BACKUP_FAILED, words);
            }
            return Next.done();
        });
        return isRequired ? Optional.of(next) : Optional.empty();
    }

    /** A device that fetches its work calls, and has an upgrade that waits: it is to bring its configuration first. */
    void called(Tx tx, Device device, UpgradeOperation operation) {
        if (wanted == BeforeFlash.OFF || operation.run().wantsBackup()) {
            return;
        }
        operation.run().wantsBackup(true);
        if (keeper.keptSince(tx, device, operation.createdAt()).isEmpty()) {
            keeper.want(tx, device);
        }
    }

    /** Whether the upgrade of a device that asks may begin; one that must not do without is over if there was none. */
    boolean mayBegin(Held held) {
        UpgradeOperation operation = held.operation();
        if (wanted != BeforeFlash.REQUIRED || kept(held).isPresent()) {
            return true;
        }
        boolean failed = operation.run().wantsBackup() && !keeper.isWanted(held.tx(), held.device());
        if (failed) {
            held.abort(UpgradeCode.BACKUP_FAILED, "the router has brought no configuration that can be kept");
        }
        return false;
    }

    /** The upgrade of a device that asks has begun. */
    void begun(Held held) {
        if (wanted == BeforeFlash.OFF) {
            return;
        }
        BeforeUpgrade before = held.operation().before();
        kept(held).ifPresentOrElse(before::kept, () -> before.notKept("the router has brought none"));
    }

    private Optional<Integer> kept(Held held) {
        return keeper.keptSince(held.tx(), held.device(), held.operation().createdAt());
    }
}
