package org.openztp.device;

import jakarta.persistence.LockModeType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.openwrt.MacAddress;

/** All devices on record. Every method is part of the caller's transaction. */
public final class Devices {
    /** @throws Problem 404 */
    public Device get(Tx tx, long id) {
        return find(tx, id).orElseThrow(() -> Problem.notFound("no device " + id));
    }

    public Optional<Device> find(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(Device.class, id));
    }

    public Optional<Device> find(Tx tx, MacAddress mac) {
        return idOf(tx, mac).map(id -> tx.em().find(Device.class, id));
    }

    /**
     * As {@link #get}, and keeps other writers away from the row until the transaction ends.
     *
     * @throws Problem 404
     */
    public Device lock(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(Device.class, id, LockModeType.PESSIMISTIC_WRITE))
                .orElseThrow(() -> Problem.notFound("no device " + id));
    }

    /** As {@link #find(Tx, MacAddress)}, and keeps other writers away from the row until the transaction ends. */
    public Optional<Device> lock(Tx tx, MacAddress mac) {
        return idOf(tx, mac).map(id -> tx.em().find(Device.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * Stores a new device.
     *
     * @throws jakarta.persistence.PersistenceException when another transaction stored the same MAC first
     */
    public Device add(Tx tx, Device device) {
        tx.em().persist(device);
        tx.em().flush();
        return device;
    }

    /** @throws org.openztp.openwrt.InvalidValue for an unknown filter value, sort or cursor */
    public Page<Device> list(Tx tx, DeviceQuery query) {
        return new DeviceList(query).read(tx);
    }

    /** How many devices are in each state; states without a device are absent. */
    public Map<DeviceState, Long> countByState(Tx tx) {
        Map<DeviceState, Long> counts = new EnumMap<>(DeviceState.class);
        List<Object[]> rows = tx.em()
                .createQuery("select d.state, count(d) from Device d group by d.state", Object[].class)
                .getResultList();
        rows.forEach(row -> counts.put((DeviceState) row[0], (Long) row[1]));
        return counts;
    }

    /** Removes the device, its history and its host keys. */
    public void remove(Tx tx, Device device) {
        tx.em()
                .createQuery("delete from DeviceEvent e where e.deviceId = :id")
                .setParameter("id", device.id())
                .executeUpdate();
        tx.em()
                .createQuery("delete from HostKeyRow k where k.deviceId = :id")
                .setParameter("id", device.id())
                .executeUpdate();
        tx.em().remove(device);
    }

    public Optional<Long> idOf(Tx tx, MacAddress mac) {
        return tx.em()
                .createQuery("select d.id from Device d where d.mac = :mac", Long.class)
                .setParameter("mac", mac.value())
                .getResultStream()
                .findFirst();
    }
}
