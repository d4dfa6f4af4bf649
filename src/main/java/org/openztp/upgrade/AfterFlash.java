package org.openztp.upgrade;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.DeviceHostKeys;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.job.Next;
import org.openztp.openwrt.Facts;
import org.openztp.script.Reason;
import org.openztp.ssh.HostKey;

/**
 * What becomes of an upgrade by what its router shows after it was told to flash. Each method is one transaction under the
 * lock of the router's row.
 */
final class AfterFlash {
    private final UpgradeSteps steps;
    private final DeviceHostKeys hostKeys;
    private final Catalog catalog;
    private final Soak soak;

    AfterFlash(UpgradeSteps steps, DeviceHostKeys hostKeys, Catalog catalog, Soak soak) {
        this.steps = steps;
        this.soak = soak;
        this.hostKeys = hostKeys;
        this.catalog = catalog;
    }

    /** @return empty when the router runs what was promised, and all is well: it is to note that, and then it is over */
    Optional<Next> seen(long id, Seen seen) {
        return steps.parts()
                .inventory()
                .tx(tx -> Held.find(tx, steps.parts(), id)
                        .map(held -> seen(held, seen))
                        .orElse(Optional.of(Next.done())));
    }

    Optional<Next> seen(Held held, Seen seen) {
        UpgradeOperation operation = held.operation();
        if (!operation.state().isAfterFlash()) {
            return Optional.of(Next.again(held.now()));
        }
        boolean isBack = operation.state() == UpgradeState.VERIFYING;
        return !isBack && seen.bootId().equals(operation.run().bootId())
                ? Optional.of(stillUp(held, seen))
                : backAgain(held, seen);
    }

    /** In the boot in which it was told to flash. */
    private Next stillUp(Held held, Seen seen) {
        UpgradeOperation operation = held.operation();
        boolean begun = seen.mark().equals(operation.key());
        if (!begun && !seen.refusedBy(operation.key()).isEmpty()) {
            held.fail(UpgradeCode.FLASH_REFUSED, seen.refusedBy(operation.key()));
            return Next.done();
        }
        boolean late = !held.now().isBefore(operation.backBy());
        if (operation.state() == UpgradeState.FLASHING && !begun && !late) {
            return steps.retry(held, Reason.INTERRUPTED, "it was interrupted before the flash began");
        }
        if (late) {
            held.fail(UpgradeCode.NO_REBOOT, "it is still up, as it was before: nothing was flashed");
            return Next.done();
        }
        if (operation.state() == UpgradeState.FLASHING) {
            held.openRun().ifPresent(run -> held.note(run.flashed(held.now())));
            held.note(operation.awaitReboot(held.now()));
        }
        return Next.again(held.now().plus(steps.settings().reconnectPause()));
    }

    private Optional<Next> backAgain(Held held, Seen seen) {
        UpgradeOperation operation = held.operation();
        if (operation.state() != UpgradeState.VERIFYING) {
            held.openRun().ifPresent(run -> held.note(run.flashed(held.now())));
            held.note(operation.verify(held.now()));
        }
        Verification verification = Verification.of(operation, seen, boards(held.tx(), operation));
        if (!verification.isGood()) {
            return Optional.of(otherwise(held, seen, verification));
        }
        seen.newKey().ifPresent(key -> hostKeys.repin(held.tx(), operation.deviceId(), key));
        Map<String, String> runs = Map.of(Facts.RELEASE, seen.release(), Facts.BOOT_ID, seen.bootId());
        held.device().update(new Facts(held.device().mac(), runs), held.now()).forEach(held::note);
        return soak.next(held, seen.bootId());
    }

    /** Where the host key is another one too, nothing says that it is the router at all. */
    private Next otherwise(Held held, Seen seen, Verification verification) {
        HostKey shown = seen.hostKey();
        long device = held.operation().deviceId();
        if (shown != null && !hostKeys.isAccepted(held.tx(), device, shown)) {
            hostKeys.offered(held.tx(), device, shown);
            return steps.hostKeyChanged(held, "it shows another host key, and " + verification.words());
        }
        held.fail(verification.code(), verification.words());
        return Next.done();
    }

    private List<String> boards(Tx tx, UpgradeOperation operation) {
        return catalog.image(tx, operation.image().id()).map(Firmware::boards).orElse(List.of());
    }

    /** The router has noted which image it runs. */
    Next succeeded(long id, Seen seen) {
        return steps.hold(id, held -> succeeded(held, seen));
    }

    Next succeeded(Held held, Seen seen) {
        UpgradeOperation operation = held.operation();
        if (operation.state() != UpgradeState.VERIFYING) {
            return Next.again(held.now());
        }
        String runs = (seen.release() + " " + seen.revision()).strip();
        held.succeed(runs);
        String words = "upgrade " + operation.id() + ": it runs " + runs;
        if (operation.options().wipe() || operation.before().isLost()) {
            held.provisionAgain(words + ", without its configuration");
        } else {
            held.giveBack(words);
        }
        return Next.done();
    }
}
