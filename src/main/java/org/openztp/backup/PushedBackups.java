package org.openztp.backup;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.http.Problem;

/** Configurations that devices bring themselves, because no SSH leads to them. */
public final class PushedBackups {
    /** What the nonces are for. */
    public static final String PURPOSE = "backup";

    private static final String NOT_MADE = "the router could not make one, or not one that can be brought";

    private final Inventory inventory;
    private final WorkKeys keys;
    private final Backups backups;
    private final BackupOrders orders;

    public PushedBackups(Inventory inventory, WorkKeys keys, Backups backups, BackupOrders orders) {
        this.inventory = inventory;
        this.keys = keys;
        this.backups = backups;
        this.orders = orders;
    }

    /** Whether the device, which asks, is to bring its configuration. */
    public boolean isWanted(Tx tx, Device device) {
        return !device.state().isInHand()
                && device.state() != DeviceState.RETIRED
                && orders.askedBy(tx, device.id()).isPresent();
    }

    /**
     * Keeps what the device brings, once for each time it was wanted; what is no archive is told in its history.
     *
     * @throws Problem 403 when this proves nothing; 404 for no such device
     */
    void take(long id, PushedBackup pushed) {
        inventory.tx(tx -> {
            Device device = inventory.devices().lock(tx, id);
            keys.find(tx, id)
                    .filter(key -> key.proves(pushed.proof(), message(id, pushed)))
                    .filter(key -> keys.useNonce(tx, id, PURPOSE, pushed.nonce()))
                    .orElseThrow(() -> Problem.forbidden("the proof is not of this device's token, or counted before"));
            if (isWanted(tx, device)) {
                keep(tx, id, pushed.content());
            }
            return null;
        });
    }

    private void keep(Tx tx, long id, byte[] content) {
        String asker = orders.answered(tx, id).filter(who -> !who.isEmpty()).orElse(null);
        DeviceEvent event;
        try {
            Archive archive = Archive.of(content);
            event = backups.keep(tx, id, archive, inventory.now())
                    .orElse(asker == null ? null : told(id, "the configuration has not changed"));
        } catch (BadArchive e) {
            event = told(id, "no backup of the configuration: " + (content.length == 0 ? NOT_MADE : e.getMessage()));
        }
        if (event != null) {
            inventory.events().add(tx, event.by(asker));
        }
    }

    private DeviceEvent told(long id, String words) {
        return new DeviceEvent(id, inventory.now(), EventKind.BACKUP, words);
    }

    private static byte[] message(long id, PushedBackup pushed) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("backup " + id + " " + pushed.nonce() + "\n").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(pushed.content());
        return all.toByteArray();
    }
}
