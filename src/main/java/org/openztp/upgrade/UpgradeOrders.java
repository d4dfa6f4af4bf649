package org.openztp.upgrade;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.http.Problem;

/** What operators want of upgrades: one asked for, taken back, tried again. Each is one transaction, with its job. */
final class UpgradeOrders {
    private static final Set<DeviceState> NOT_NOW =
            EnumSet.of(DeviceState.PENDING, DeviceState.HOST_KEY_CHANGED, DeviceState.RETIRED);
    private static final int LONGEST = 80;

    private final UpgradeSteps steps;
    private final Upgrades upgrades;
    private final Catalog catalog;

    UpgradeOrders(UpgradeSteps steps, Upgrades upgrades, Catalog catalog) {
        this.steps = steps;
        this.upgrades = upgrades;
        this.catalog = catalog;
    }

    /**
     * Asks for an upgrade; nothing is sent to the router here.
     *
     * @throws Problem 404 for no such device; 422 for an image, options or a deadline that cannot be; 403 for {@code F} by
     *     who is no administrator; 409 where the image is not for the device, or the device has an upgrade already
     */
    UpgradeView ask(long device, NewUpgrade wanted, Caller caller) {
        UpgradeOptions options = UpgradeOptions.of(wanted.options());
        if (options.force() && !caller.may(Role.MAY_ADMINISTER)) {
            throw Problem.forbidden("options: F flashes what a router refuses; that is an administrator's to ask for");
        }
        return steps.parts().inventory().tx(tx -> {
            Device locked = steps.parts().inventory().devices().lock(tx, device);
            Instant deadline = deadline(wanted.deadline());
            Firmware image = image(tx, locked, wanted);
            UpgradeOperation operation = operation(tx, locked, image, options, caller);
            return UpgradeView.of(upgrades.add(tx, operation.until(deadline, null, null)));
        });
    }

    /** As part of the caller's transaction, and with no options; as the server itself asks. */
    UpgradeView ask(Tx tx, Device locked, Firmware image, String who) {
        check(tx, locked, image);
        UpgradeOperation operation =
                new UpgradeOperation(locked, new UpgradeImage(image), UpgradeOptions.NONE, who, steps.now());
        return UpgradeView.of(upgrades.add(tx, operation.until(deadline(null), null, null)));
    }

    private Instant deadline(Instant wanted) {
        Settings.Upgrade settings = steps.settings();
        if (wanted != null && !wanted.isAfter(steps.now())) {
            throw Problem.unprocessable("deadline: it has passed already");
        }
        Instant latest = steps.now().plus(settings.deadline().multipliedBy(52));
        if (wanted != null && wanted.isAfter(latest)) {
            throw Problem.unprocessable("deadline: " + latest + " at the latest");
        }
        return wanted == null ? steps.now().plus(settings.deadline()) : wanted;
    }

    private Firmware image(Tx tx, Device device, NewUpgrade wanted) {
        if (device.boardName() == null) {
            throw Problem.conflict("device " + device.id() + " has not told its board: no image is known to be for it");
        }
        if (wanted.image() != null) {
            return catalog.image(tx, wanted.image())
                    .orElseThrow(() -> Problem.unprocessable("image: there is no image " + wanted.image()));
        }
        return catalog.ofBuild(tx, wanted.category(), wanted.version(), device.boardName())
                .orElseThrow(() -> Problem.conflict(
                        "build: " + wanted.build() + " has no image for the board " + device.boardName()));
    }

    private UpgradeOperation operation(Tx tx, Device device, Firmware image, UpgradeOptions options, Caller caller) {
        check(tx, device, image);
        return new UpgradeOperation(device, new UpgradeImage(image), options, caller.name(), steps.now());
    }

    private void check(Tx tx, Device device, Firmware image) {
        check(device, image);
        upgrades.active(tx, device.id()).ifPresent(other -> {
            throw Problem.conflict("device " + device.id() + " has the upgrade " + other.id() + " to "
                    + other.image().build() + " already (" + other.state() + ")");
        });
    }

    /** @throws Problem 409, why this image cannot go onto this device */
    static void check(Device device, Firmware image) {
        String name = "device " + device.id();
        if (NOT_NOW.contains(device.state())) {
            throw Problem.conflict(name + " is " + device.state() + ": nothing can be done to it now");
        }
        if (!image.boards().contains(device.boardName())) {
            throw Problem.conflict("image: " + image.file() + " is for " + String.join(" ", image.boards()) + ", and "
                    + name + " is a " + device.boardName());
        }
        if (image.fault() != null) {
            throw Problem.conflict("image: " + image.file() + ": " + image.fault());
        }
        if (length(image.release()) > LONGEST || length(image.revision()) > LONGEST) {
            throw Problem.conflict("image: " + image.file() + ": no router says it runs a version of so long a name");
        }
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    /**
     * Takes an upgrade back; what it did to the router is undone by its job.
     *
     * @throws Problem 404, or 409 when it is too late
     */
    UpgradeView cancel(long id, Caller caller) {
        return steps.parts().inventory().tx(tx -> {
            Held held = Held.find(tx, steps.parts(), id).orElseThrow(() -> Problem.notFound("no upgrade " + id));
            UpgradeOperation operation = held.operation();
            if (!operation.state().isBeforeFlash()) {
                String why = operation.state().isEnd() ? "has ended" : "cannot be stopped any more";
                throw Problem.conflict("upgrade " + id + " is " + operation.state() + ": it " + why);
            }
            held.note(operation.cancel(held.now()).by(caller.name()));
            held.giveBack("upgrade " + id + " was cancelled");
            held.undoWhenAsked();
            upgrades.wake(tx, operation);
            return UpgradeView.of(operation);
        });
    }

    /**
     * Asks once more for what an upgrade that came to nothing was to do.
     *
     * @throws Problem as {@link #ask}, and 409 for one that has not ended, or well
     */
    UpgradeView retry(long id, Caller caller) {
        UpgradeOperation earlier = steps.parts().inventory().db().tx(tx -> upgrades.get(tx, id));
        if (!earlier.state().isEnd() || earlier.state() == UpgradeState.SUCCESS) {
            throw Problem.conflict("upgrade " + id + " is " + earlier.state() + ": there is nothing to try again");
        }
        if (earlier.options().force() && !caller.may(Role.MAY_ADMINISTER)) {
            throw Problem.forbidden("options: F flashes what a router refuses; that is an administrator's to ask for");
        }
        return steps.parts().inventory().tx(tx -> {
            Device locked = steps.parts().inventory().devices().lock(tx, earlier.deviceId());
            Firmware image = catalog.image(tx, earlier.image().id())
                    .orElseThrow(() -> Problem.conflict("its image was removed from the store"));
            UpgradeOperation operation = operation(tx, locked, image, earlier.options(), caller);
            return UpgradeView.of(upgrades.add(tx, operation.until(deadline(null), null, id)));
        });
    }
}
