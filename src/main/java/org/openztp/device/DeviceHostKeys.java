package org.openztp.device;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.history.DeviceEvent;
import org.openztp.history.DeviceEvents;
import org.openztp.history.EventKind;
import org.openztp.ssh.HostKey;
import org.openztp.ssh.HostKeys;

/** Host keys as rows: what was pinned, and what was shown instead and waits for an operator. */
public final class DeviceHostKeys implements HostKeys {
    private final Db db;
    private final DeviceEvents events;
    private final Inventory inventory;

    public DeviceHostKeys(Inventory inventory) {
        this.db = inventory.db();
        this.events = inventory.events();
        this.inventory = inventory;
    }

    @Override
    public List<HostKey> accepted(long deviceId) {
        return db.tx(
                tx -> rows(tx, deviceId, true).stream().map(HostKeyRow::key).toList());
    }

    @Override
    public void pin(long deviceId, HostKey key) {
        db.run(tx -> {
            if (find(tx, deviceId, key.type(), true).isEmpty()) {
                tx.em().persist(new HostKeyRow(deviceId, key, true, now()));
                events.add(tx, told(deviceId, "host key pinned: " + words(key)));
            }
        });
    }

    @Override
    public void offered(long deviceId, HostKey key) {
        db.run(tx -> offered(tx, deviceId, key));
    }

    /** As {@link #offered(long, HostKey)}, as a part of this transaction. */
    public void offered(Tx tx, long deviceId, HostKey key) {
        Optional<HostKeyRow> known = find(tx, deviceId, key.type(), false);
        if (known.map(row -> row.key().equals(key)).orElse(false)) {
            return;
        }
        known.ifPresent(tx.em()::remove);
        tx.em().flush();
        tx.em().persist(new HostKeyRow(deviceId, key, false, now()));
        events.add(tx, told(deviceId, "another host key was shown and refused: " + words(key)));
    }

    /** The offered keys take the place of all that were pinned; says whether there were any. */
    boolean accept(Tx tx, long deviceId, String actor) {
        List<HostKeyRow> offered = rows(tx, deviceId, false);
        if (offered.isEmpty()) {
            return false;
        }
        rows(tx, deviceId, true).forEach(tx.em()::remove);
        tx.em().flush();
        offered.forEach(HostKeyRow::accept);
        offered.forEach(row -> events.add(
                tx, told(deviceId, "host key accepted: " + words(row.key())).by(actor)));
        return true;
    }

    public boolean isAccepted(Tx tx, long deviceId, HostKey key) {
        return rows(tx, deviceId, true).stream().anyMatch(row -> row.key().equals(key));
    }

    /** This key takes the place of all that were pinned or offered: the device has shown otherwise that it is the one. */
    public void repin(Tx tx, long deviceId, HostKey key) {
        List<HostKeyRow> pinned = rows(tx, deviceId, true);
        if (pinned.size() == 1 && pinned.get(0).key().equals(key)) {
            return;
        }
        forget(tx, deviceId);
        tx.em().persist(new HostKeyRow(deviceId, key, true, now()));
        events.add(tx, told(deviceId, "another host key after it was wiped as planned, pinned: " + words(key)));
    }

    /** Forgets all keys: the next session pins what it sees. For a device that has proven itself after a wipe. */
    public void forget(Tx tx, long deviceId) {
        tx.em()
                .createQuery("delete from HostKeyRow k where k.deviceId = :id")
                .setParameter("id", deviceId)
                .executeUpdate();
    }

    private static List<HostKeyRow> rows(Tx tx, long deviceId, boolean accepted) {
        return tx.em()
                .createQuery(
                        "from HostKeyRow k where k.deviceId = :id and k.accepted = :accepted order by k.id",
                        HostKeyRow.class)
                .setParameter("id", deviceId)
                .setParameter("accepted", accepted)
                .getResultList();
    }

    private static Optional<HostKeyRow> find(Tx tx, long deviceId, String type, boolean accepted) {
        return rows(tx, deviceId, accepted).stream()
                .filter(row -> row.key().type().equals(type))
                .findFirst();
    }

    private DeviceEvent told(long deviceId, String words) {
        return new DeviceEvent(deviceId, now(), EventKind.HOST_KEY, words);
    }

    private Instant now() {
        return inventory.now();
    }

    /** Type and fingerprint as OpenSSH shows them. */
    private static String words(HostKey key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key.base64()));
            return key.type() + " SHA256:"
                    + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
