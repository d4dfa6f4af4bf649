package org.openztp.replacement;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openztp.backup.Backups;
import org.openztp.backup.Restores;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Place;
import org.openztp.device.Places;
import org.openztp.device.Provisioner;
import org.openztp.device.Successors;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.pool.Pools;

/**
 * A box in another one's place: it gets the number that its name is made of, what the other had from the pools, its tags,
 * where it stands, the files of its folder and its newest configuration, and is provisioned; the other one is RETIRED. All of it in one
 * transaction, but the old folder, which a job of that transaction puts aside.
 */
public final class Replacement implements Successors {
    private static final Set<DeviceState> NO_PLACE = EnumSet.of(DeviceState.PENDING, DeviceState.RETIRED);
    private static final Set<DeviceState> NOT_NOW = EnumSet.of(
            DeviceState.PROVISIONING, DeviceState.REBOOTING, DeviceState.UPGRADING, DeviceState.HOST_KEY_CHANGED);

    /** What belongs to devices. */
    public record Belongings(Pools pools, Backups backups, Path nodes) {}

    /** Whose place is taken; {@code by} is null while the box has not registered yet. */
    public record Outcome(long old, Long by, String mac) {}

    private final Inventory inventory;
    private final Belongings belongings;
    private final NodePlaces folders;
    private final Places places;
    private final Restores restores;
    private final Provisioner provisioner;
    private final Jobs jobs;

    public Replacement(
            Inventory inventory, Belongings belongings, Restores restores, Provisioner provisioner, Jobs jobs) {
        this.inventory = inventory;
        this.belongings = belongings;
        this.folders = new NodePlaces(belongings.nodes());
        this.places = new Places(inventory);
        this.restores = restores;
        this.provisioner = provisioner;
        this.jobs = jobs;
    }

    /**
     * Gives the place of a device to another, at once or when that registers.
     *
     * @param by a number or a MAC
     * @param force also to one that is PROVISIONED, which gives up what it is
     * @throws Problem 404, or 409 where one of both cannot be replaced or replace now
     * @throws InvalidValue {@code by} is neither
     */
    public Outcome replace(long old, String by, boolean force, String actor) {
        return inventory.db().txRetrying(tx -> {
            Optional<Long> known = named(tx, by);
            List<Long> inOrder = known.map(id -> List.of(Math.min(old, id), Math.max(old, id)))
                    .orElse(List.of(old));
            inOrder.forEach(id -> inventory.devices().lock(tx, id));
            Device from = inventory.devices().get(tx, old);
            if (NO_PLACE.contains(from.state())) {
                throw Problem.conflict("device " + old + " is " + from.state() + ": it has no place to take");
            }
            if (known.isEmpty()) {
                return await(tx, from, MacAddress.parse(by), actor);
            }
            Device to = inventory.devices().get(tx, known.get());
            check(from, to, force);
            takeOver(tx, from, to, actor);
            return new Outcome(old, to.id(), to.mac().value());
        });
    }

    /** Empty for a MAC that is not on record; nothing is read of a device before it is locked. */
    private Optional<Long> named(Tx tx, String by) {
        if (by == null || by.isBlank()) {
            throw new InvalidValue("by: missing; the number of a device or a MAC is wanted");
        }
        if (by.matches("\\d{1,11}")) {
            return Optional.of(Long.parseLong(by));
        }
        return inventory.devices().idOf(tx, MacAddress.parse(by));
    }

    private static void check(Device from, Device to, boolean force) {
        if (from.id().equals(to.id())) {
            throw Problem.conflict("device " + from.id() + " cannot take its own place");
        }
        if (to.state() == DeviceState.RETIRED) {
            throw Problem.conflict("device " + to.id() + " is RETIRED: approve it first");
        }
        if (NOT_NOW.contains(to.state())) {
            throw Problem.conflict("device " + to.id() + " is " + to.state() + ": it can take no place now");
        }
        if (to.state() == DeviceState.PROVISIONED && !force) {
            throw Problem.conflict("device " + to.id() + " is PROVISIONED itself: force makes it give up what it has");
        }
    }

    private Outcome await(Tx tx, Device from, MacAddress mac, String actor) {
        find(tx, mac).filter(row -> row.deviceId() != from.id()).ifPresent(row -> {
            throw Problem.conflict(mac + " is to take the place of device " + row.deviceId() + " already");
        });
        Successor row = tx.em().find(Successor.class, from.id());
        if (row == null) {
            row = new Successor(from.id());
            row.becomes(mac, actor);
            tx.em().persist(row);
        } else {
            row.becomes(mac, actor);
        }
        note(tx, from, "its place waits for " + mac + ", which takes it when it registers", actor);
        return new Outcome(from.id(), null, mac.value());
    }

    /**
     * The place waits for nobody any more.
     *
     * @throws Problem 404 it did not
     */
    public void cancel(long old, String actor) {
        inventory.db().run(tx -> {
            Device from = inventory.devices().lock(tx, old);
            Successor row = tx.em().find(Successor.class, old);
            if (row == null) {
                throw Problem.notFound("the place of device " + old + " waits for nobody");
            }
            tx.em().remove(row);
            note(tx, from, "its place does not wait for " + row.mac() + " any more", actor);
        });
    }

    @Override
    public boolean isExpected(Tx tx, MacAddress mac) {
        return find(tx, mac).isPresent();
    }

    @Override
    public void arrived(Tx tx, Device device) {
        find(tx, device.mac()).ifPresent(row -> {
            Device from = inventory.devices().lock(tx, row.deviceId());
            if (!NO_PLACE.contains(from.state())) {
                takeOver(tx, from, device, row.askedBy());
            }
        });
    }

    private static Optional<Successor> find(Tx tx, MacAddress mac) {
        return tx.em()
                .createQuery("from Successor s where s.mac = :mac", Successor.class)
                .setParameter("mac", mac.value())
                .getResultStream()
                .findFirst();
    }

    private void takeOver(Tx tx, Device from, Device to, String actor) {
        belongings.pools().release(tx, to.id());
        belongings.pools().move(tx, from.id(), to.id());
        Optional<String> folder = folders.copy(from, to);
        Optional<Integer> version = belongings.backups().handOn(tx, from.id(), to.id(), inventory.now());
        version.ifPresent(number -> restores.order(tx, to, number, from.boardName()));
        boolean tagged = !from.tags().all().isEmpty();
        boolean placed = !from.place().equals(Place.NOWHERE);
        places.handOn(tx, from, to, actor);
        to.standFor(from);
        from.dropClaim();
        find(tx, to.mac()).ifPresent(tx.em()::remove);
        Optional.ofNullable(tx.em().find(Successor.class, from.id())).ifPresent(tx.em()::remove);
        String what =
                "takes the place of device " + from.id() + " (" + from.mac() + "), with what that had from the pools"
                        + (tagged ? ", its tags" : "")
                        + (placed ? ", where it stood" : "")
                        + folder.map(name -> ", the files of nodes/" + name).orElse("")
                        + (version.isPresent() ? ", and its configuration" : "; no configuration of it was ever kept");
        inventory.events().add(tx, to.queueAgain(what, inventory.now()).by(actor));
        String words = "device " + to.id() + " (" + to.mac() + ") has taken its place";
        inventory.events().add(tx, from.retire(words, inventory.now()).by(actor));
        provisioner.enqueue(tx, to);
        provisioner.resume(tx, from);
        jobs.enqueue(tx, PutAsideJob.NAME, from.id(), inventory.now());
    }

    private void note(Tx tx, Device device, String words, String actor) {
        inventory.events().add(tx, new DeviceEvent(device.id(), inventory.now(), EventKind.ENROLMENT, words).by(actor));
    }
}
