package org.openztp.device;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.openztp.db.Tx;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;

/**
 * What an operator may do to a device, each in one transaction with the job it leads to; for the API and the pages.
 * {@code actor} is the name of the operator's token, for the history.
 */
public final class DeviceActions {
    private final Inventory inventory;
    private final DeviceHostKeys hostKeys;
    private final Provisioner provisioner;
    private final Places places;

    public DeviceActions(Inventory inventory, DeviceHostKeys hostKeys, Provisioner provisioner) {
        this.inventory = inventory;
        this.hostKeys = hostKeys;
        this.provisioner = provisioner;
        this.places = new Places(inventory);
    }

    /** Provisions once more, from the first attempt; brings a waiting attempt forward. */
    public <T> T retry(long id, String actor, Function<Device, T> view) {
        return act(id, view, (tx, device) -> {
            refuseIn(device, DeviceState.PENDING, "approve it first");
            refuseIn(device, DeviceState.HOST_KEY_CHANGED, "accept its host key first");
            refuseIn(device, DeviceState.RETIRED, "another box has its place; approve it first");
            queueAgain(tx, device, "retry", actor);
        });
    }

    /**
     * Lets a pending or retired device, or the registration that claims to be a known one, in.
     *
     * @param address whose registration is meant; null when only one waits
     */
    public <T> T approve(long id, String address, String actor, Function<Device, T> view) {
        return act(id, view, (tx, device) -> {
            if (meansClaim(device, address)) {
                inventory.events().add(tx, device.acceptClaim(inventory.now()).by(actor));
                hostKeys.forget(tx, id);
                provisioner.renewed(tx, device);
            } else {
                device.dropClaim();
            }
            if (underWay(device)) {
                return;
            }
            queueAgain(tx, device, "approved", actor);
        });
    }

    /** The host key the device showed last becomes the pinned one. */
    public <T> T acceptHostKey(long id, String actor, Function<Device, T> view) {
        return act(id, view, (tx, device) -> {
            if (device.state() != DeviceState.HOST_KEY_CHANGED) {
                throw Problem.conflict("device " + id + " is " + device.state() + ": no host key waits");
            }
            hostKeys.accept(tx, id, actor);
            queueAgain(tx, device, "host key accepted", actor);
        });
    }

    /**
     * Sets what is named.
     *
     * @throws Problem 409 it would hang behind itself
     * @throws org.openztp.openwrt.InvalidValue nothing is named, or a value is none of its kind
     */
    public <T> T change(long id, DeviceChange change, String actor, Function<Device, T> view) {
        change.some();
        return act(id, view, (tx, device) -> {
            places.move(tx, device, change::over, actor);
            if (change.way() != null) {
                go(tx, device, change.way(), actor);
            }
        });
    }

    /** As a form says it. */
    <T> T move(long id, Place place, String actor, Function<Device, T> view) {
        return act(id, view, (tx, device) -> places.move(tx, device, before -> place, actor));
    }

    /** Decides which way work goes to the device, whatever that wishes; what waits goes that way from now on. */
    private void go(Tx tx, Device device, Way way, String actor) {
        boolean cutOff = Pulling.wouldHelp(device);
        device.pulling().set(way);
        if (way == Way.PULL && cutOff) {
            String words = "it fetches its work itself from now on";
            inventory.events().add(tx, device.queueAgain(words, inventory.now()).by(actor));
        }
        if (way == Way.PUSH) {
            provisioner.resume(tx, device);
        }
    }

    /**
     * Gives the device a tag; one that it has already changes nothing.
     *
     * @throws org.openztp.openwrt.InvalidValue it is no tag, or one too many
     */
    public <T> T tag(long id, String tag, String actor, Function<Device, T> view) {
        return act(
                id,
                view,
                (tx, device) -> device.tags()
                        .add(device, tag, inventory.now())
                        .ifPresent(event -> tagsChanged(tx, device, event.by(actor))));
    }

    /**
     * Takes a tag away; one that the device does not have changes nothing.
     *
     * @throws org.openztp.openwrt.InvalidValue it is no tag
     */
    public <T> T untag(long id, String tag, String actor, Function<Device, T> view) {
        return act(
                id,
                view,
                (tx, device) -> device.tags()
                        .remove(device, tag, inventory.now())
                        .ifPresent(event -> tagsChanged(tx, device, event.by(actor))));
    }

    /** One that waits may have its pattern now; so may one that is planned just now and about to wait without it. */
    private void tagsChanged(Tx tx, Device device, DeviceEvent event) {
        inventory.events().add(tx, event);
        if (device.state() == DeviceState.WAITING || device.state() == DeviceState.PROVISIONING) {
            provisioner.enqueue(tx, device);
        }
    }

    /** Forgets the device with all that belongs to it; its next contact will be its first. */
    public void remove(long id, String actor) {
        inventory.db().txRetrying(tx -> {
            Device device = inventory.devices().lock(tx, id);
            provisioner.removed(tx, id);
            places.vacate(tx, id, actor);
            inventory.devices().remove(tx, device);
            return null;
        });
    }

    private <T> T act(long id, Function<Device, T> view, BiConsumer<Tx, Device> change) {
        return inventory.db().txRetrying(tx -> {
            Device device = inventory.devices().lock(tx, id);
            change.accept(tx, device);
            return view.apply(device);
        });
    }

    private void queueAgain(Tx tx, Device device, String words, String actor) {
        if (underWay(device)) {
            throw Problem.conflict("device " + device.id() + " is being worked on (" + device.state() + ")");
        }
        inventory.events().add(tx, device.queueAgain(words, inventory.now()).by(actor));
        provisioner.enqueue(tx, device);
    }

    private static boolean underWay(Device device) {
        return device.state().isInHand();
    }

    private static void refuseIn(Device device, DeviceState state, String what) {
        if (device.state() == state) {
            throw Problem.conflict("device " + device.id() + " is " + state + ": " + what);
        }
    }

    /** Two may wait in one name; the operator who names neither must not let in the wrong one. */
    private static boolean meansClaim(Device device, String address) {
        boolean claimed = device.claim().isPresent();
        boolean pending = device.state() == DeviceState.PENDING || device.state() == DeviceState.RETIRED && !claimed;
        if (!pending && !claimed) {
            throw Problem.conflict("device " + device.id() + ": nothing waits for an approval");
        }
        String claimAddress = device.claim().map(Claim::address).orElse(null);
        if (address == null && pending && claimed) {
            throw Problem.conflict("two registrations wait, from " + device.address() + " and from " + claimAddress
                    + ": name the address that is meant");
        }
        if (address == null) {
            return claimed;
        }
        if (claimed && address.equals(claimAddress)) {
            return true;
        }
        if (pending && address.equals(device.address())) {
            return false;
        }
        throw Problem.conflict("no registration from " + address + " waits");
    }
}
