package org.openztp.backup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Optional;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.Inventory;
import org.openztp.script.Reach;
import org.openztp.script.Reached;
import org.openztp.script.Reason;
import org.openztp.script.Unreachable;
import org.openztp.ssh.ConnectionLost;
import org.openztp.ssh.SshTimeout;

/** One device's configuration, taken at once for somebody who has the device in hand. */
public final class BackupNow {
    private final Inventory inventory;
    private final Reach reach;
    private final Backups backups;
    private final BackupOrders orders;

    public BackupNow(Inventory inventory, Reach reach, Backups backups, BackupOrders orders) {
        this.inventory = inventory;
        this.reach = reach;
        this.backups = backups;
        this.orders = orders;
    }

    /**
     * By SSH; the newest version is the same as before when nothing has changed.
     *
     * @return the newest version's number
     * @throws BadArchive the device can make none, or none that is kept
     * @throws InterruptedIOException this server is shutting down
     */
    public int take(Device device) throws BadArchive, Unreachable, InterruptedIOException {
        Archive archive;
        try (Reached reached = reach.to(device)) {
            archive = BackupOnDevice.take(reached.session());
        } catch (InterruptedIOException e) {
            throw e;
        } catch (ConnectionLost | SshTimeout e) {
            throw new Unreachable(Reason.SSH_UNREACHABLE, e.getMessage());
        } catch (IOException e) {
            throw new BadArchive(String.valueOf(e.getMessage()));
        }
        return inventory.db().txRetrying(tx -> {
            inventory.devices().lock(tx, device.id());
            backups.keep(tx, device.id(), archive, inventory.now())
                    .ifPresent(event -> inventory.events().add(tx, event));
            return newest(tx, device).orElseThrow().version();
        });
    }

    /** The device, whose row is locked, is to bring it when it asks the next time. */
    public void want(Tx tx, Device device) {
        orders.wish(tx, device.id());
    }

    public boolean isWanted(Tx tx, Device device) {
        return orders.askedBy(tx, device.id()).isPresent();
    }

    /** The newest version, if the device was seen to have it since then. */
    public Optional<Integer> keptSince(Tx tx, Device device, Instant since) {
        return newest(tx, device)
                .filter(backup -> !backup.checkedAt().isBefore(since))
                .map(BackupView::version);
    }

    private Optional<BackupView> newest(Tx tx, Device device) {
        return backups.list(tx, device.id(), Integer.MAX_VALUE, 1).items().stream()
                .findFirst();
    }
}
