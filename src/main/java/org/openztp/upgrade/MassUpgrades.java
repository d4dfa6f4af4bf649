package org.openztp.upgrade;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openztp.auth.Caller;
import org.openztp.auth.Role;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;

/** Upgrades that belong to a roll-out, many at once. Every method is part of the caller's transaction. */
public final class MassUpgrades {
    private final UpgradeSteps steps;
    private final Upgrades upgrades;
    private final Catalog catalog;

    MassUpgrades(UpgradeSteps steps, Upgrades upgrades, Catalog catalog) {
        this.steps = steps;
        this.upgrades = upgrades;
        this.catalog = catalog;
    }

    /**
     * What all upgrades of a roll-out have in common.
     *
     * @param options as {@link #options} wrote them
     * @param deadline until when each router has to be there
     * @param leave until when they may begin
     */
    public record Terms(long rollout, String options, Instant deadline, Instant leave, String who) {}

    /**
     * What became of a wish.
     *
     * @param operation null where there is none, and then the rest says why
     */
    public record Outcome(long device, Long operation, String reason, String words) {}

    /**
     * Sysupgrade's letters as {@link Terms} want them.
     *
     * @param asked letters and whether they are wanted; null for none
     * @throws Problem 422, or 403 for {@code F} by who is no administrator
     */
    public static String options(Map<String, Boolean> asked, Caller caller) {
        UpgradeOptions options = UpgradeOptions.of(asked);
        if (options.force() && !caller.may(Role.MAY_ADMINISTER)) {
            throw Problem.forbidden("options: F flashes what a router refuses; that is an administrator's to ask for");
        }
        return options.words();
    }

    /**
     * Asks for upgrades; a device that cannot have one gets none, whatever the others get.
     *
     * @param images of the devices, by their numbers
     */
    public List<Outcome> order(Tx tx, Terms terms, Map<Long, Long> images) {
        Map<Long, Device> devices = lock(tx, images.keySet());
        Set<Long> busy = busy(tx, images.keySet());
        Map<Long, Optional<Firmware>> known = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        images.forEach((id, image) -> {
            Optional<Firmware> firmware = known.computeIfAbsent(image, number -> catalog.image(tx, number));
            Device device = devices.get(id);
            if (device == null) {
                outcomes.add(new Outcome(id, null, UpgradeCode.DEVICE_REMOVED, "the device was removed"));
            } else if (firmware.isEmpty()) {
                outcomes.add(new Outcome(id, null, "no_image", "its image was removed from the store"));
            } else if (busy.contains(id)) {
                outcomes.add(new Outcome(id, null, "busy", "it has another upgrade, which has not ended"));
            } else {
                outcomes.add(order(tx, terms, device, firmware.get()));
            }
        });
        return outcomes;
    }

    private Map<Long, Device> lock(Tx tx, Collection<Long> ids) {
        Map<Long, Device> devices = new HashMap<>();
        tx.em()
                .createQuery("from Device d where d.id in :ids order by d.id", Device.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .forEach(device -> devices.put(device.id(), device));
        return devices;
    }

    private static Set<Long> busy(Tx tx, Collection<Long> devices) {
        return new HashSet<>(tx.em()
                .createQuery(
                        "select u.activeDeviceId from UpgradeOperation u where u.activeDeviceId in :ids", Long.class)
                .setParameter("ids", devices)
                .getResultList());
    }

    private Outcome order(Tx tx, Terms terms, Device device, Firmware image) {
        UpgradeOperation operation;
        try {
            UpgradeOrders.check(device, image);
            operation = new UpgradeOperation(
                    device, new UpgradeImage(image), UpgradeOptions.read(terms.options()), terms.who(), steps.now());
        } catch (Problem | InvalidValue refused) {
            return new Outcome(device.id(), null, "refused", refused.getMessage());
        }
        UpgradeLeave leave = new UpgradeLeave(terms.rollout(), terms.leave());
        upgrades.add(tx, operation.until(terms.deadline(), leave, null));
        return new Outcome(device.id(), operation.id(), null, null);
    }

    /** Those may begin until then, and do so as soon as may be. */
    public void giveLeave(Tx tx, Collection<Long> operations, Instant until) {
        tx.em()
                .createQuery("update UpgradeOperation u set u.leave.until = :until where u.id in :ids")
                .setParameter("until", until)
                .setParameter("ids", operations)
                .executeUpdate();
        operations.forEach(id -> upgrades.wake(tx, id));
    }

    /** From now on none of the roll-out begins; those that have begun go on. */
    public void takeLeave(Tx tx, long rollout) {
        tx.em()
                .createQuery("update UpgradeOperation u set u.leave.until = null"
                        + " where u.leave.rollout = :rollout and u.state = :queued")
                .setParameter("rollout", rollout)
                .setParameter("queued", UpgradeState.QUEUED)
                .executeUpdate();
    }

    /** Takes one back, with what it did to its router, unless it is too late; tells whether it was. */
    public boolean callBack(Tx tx, long operation) {
        Optional<Held> held = Held.find(tx, steps.parts(), operation)
                .filter(o -> o.operation().state().isBeforeFlash());
        held.ifPresent(h -> {
            h.note(h.operation().cancel(h.now()));
            h.giveBack("upgrade " + operation + " was called back with its roll-out");
            upgrades.wake(tx, operation);
        });
        return held.isPresent();
    }
}
