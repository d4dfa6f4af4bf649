package org.openztp.device;

import jakarta.persistence.LockModeType;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.openztp.db.Tx;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;

/**
 * Who stands where, and behind whom: nobody behind himself. Every method is part of the caller's transaction, and keeps
 * other writers away from all devices between one and the outermost that it hangs behind: so two moves that would close a
 * circle together meet, and one of them sees the other. {@code actor} is who did it, for the history.
 */
public final class Places {
    private final Inventory inventory;

    public Places(Inventory inventory) {
        this.inventory = inventory;
    }

    /**
     * Moves a device, which the caller has locked.
     *
     * @throws Problem 409 it would hang behind itself
     * @throws InvalidValue there is no such parent, or the place is none
     */
    void move(Tx tx, Device device, UnaryOperator<Place> way, String actor) {
        Place before = device.place();
        Place after = way.apply(before);
        Long parent = after.parent();
        if (parent != null && !parent.equals(before.parent())) {
            check(tx, device.id(), parent);
        }
        device.standAt(after);
        String words = new Changes(device.id(), inventory.now())
                        .add("group", before.group(), after.group())
                        .add("location", before.location(), after.location())
                        .add("parent", text(before.parent()), text(parent))
                        .events()
                        .stream()
                        .map(DeviceEvent::message)
                        .collect(Collectors.joining("; "));
        if (!words.isEmpty()) {
            DeviceEvent event = new DeviceEvent(device.id(), inventory.now(), EventKind.CHANGED, words);
            inventory.events().add(tx, event.by(actor));
        }
    }

    private static void check(Tx tx, long device, long parent) {
        if (lock(tx, parent) == null) {
            throw new InvalidValue("parent: no device " + parent + "; the id of one is wanted");
        }
        if (above(tx, parent).contains(device)) {
            throw Problem.conflict("device " + device + " cannot hang behind device " + parent
                    + (device == parent ? ", which it is" : ", which hangs behind it"));
        }
    }

    /** A device, and those that it hangs behind; none for null. */
    private static Set<Long> above(Tx tx, Long device) {
        Set<Long> all = new HashSet<>();
        for (Long at = device; at != null && all.add(at); ) {
            at = lock(tx, at).place().parent();
        }
        return all;
    }

    private static Device lock(Tx tx, long id) {
        return tx.em().find(Device.class, id, LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * One device gets the other one's place, and those that hang behind it; both are locked, and the other one stands
     * nowhere then. What already hangs behind the one stays there.
     */
    public void handOn(Tx tx, Device from, Device to, String actor) {
        Place place = from.place();
        Long parent = above(tx, place.parent()).contains(to.id()) ? to.place().parent() : place.parent();
        to.standAt(place.behind(parent));
        from.standAt(Place.NOWHERE);
        hangAll(tx, from.id(), to.id(), actor);
    }

    /** What hangs behind a device that is about to be removed hangs behind none. */
    void vacate(Tx tx, long device, String actor) {
        hangAll(tx, device, null, actor);
    }

    private void hangAll(Tx tx, long behind, Long parent, String actor) {
        tx.em()
                .createQuery("insert into DeviceEvent (deviceId, at, kind, message, actor)"
                        + " select d.id, :now, :kind, :words, :actor from Device d where d.place.parent = :behind")
                .setParameter("now", inventory.now())
                .setParameter("kind", EventKind.CHANGED)
                .setParameter("words", Changes.words("parent", text(behind), text(parent)))
                .setParameter("actor", actor)
                .setParameter("behind", behind)
                .executeUpdate();
        tx.em()
                .createQuery("update Device d set d.place.parent = :parent where d.place.parent = :behind")
                .setParameter("parent", parent)
                .setParameter("behind", behind)
                .executeUpdate();
    }

    private static String text(Long id) {
        return id == null ? null : id.toString();
    }
}
