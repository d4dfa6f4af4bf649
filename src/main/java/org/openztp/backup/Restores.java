package org.openztp.backup;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Restorable;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.http.Problem;
import org.openztp.planned.Handover;

/** Versions that are put onto devices: as the first step of the next plan, and never again once that is carried out. */
public final class Restores implements Handover {
    /** On another board they name other ports and radios. */
    private static final Set<String> OF_THE_BOARD = Set.of("etc/config/network", "etc/config/wireless");

    private static final Set<DeviceState> NOT_NOW = Set.of(
            DeviceState.PENDING,
            DeviceState.PROVISIONING,
            DeviceState.REBOOTING,
            DeviceState.UPGRADING,
            DeviceState.HOST_KEY_CHANGED,
            DeviceState.RETIRED);

    private final Inventory inventory;
    private final Backups backups;
    private final Provisioner provisioner;

    public Restores(Inventory inventory, Backups backups, Provisioner provisioner) {
        this.inventory = inventory;
        this.backups = backups;
        this.provisioner = provisioner;
    }

    /**
     * Queues the device; it gets one of its own versions, and then what its plan says.
     *
     * @throws Problem 404, or 409 where nothing can be done to the device now, or not with this version
     */
    void ask(long id, int version, String actor) {
        inventory.db().txRetrying(tx -> {
            Device device = inventory.devices().lock(tx, id);
            if (NOT_NOW.contains(device.state())) {
                throw Problem.conflict("device " + id + " is " + device.state() + ": nothing can be restored now");
            }
            check(version, backups.open(tx, id, version));
            order(tx, device, version, device.boardName());
            String words = "version " + version + " of its configuration is to be restored";
            inventory.events().add(tx, device.queueAgain(words, inventory.now()).by(actor));
            provisioner.enqueue(tx, device);
            return null;
        });
    }

    private static void check(int version, Archive archive) {
        try {
            Restorable.of(belowEtc(archive, true));
        } catch (BadArchive e) {
            throw Problem.conflict("version " + version + " cannot be restored from here: " + e.getMessage());
        }
    }

    /** @param board of the device whose configuration it is */
    public void order(Tx tx, Device device, int version, String board) {
        BackupRestore row = tx.em().find(BackupRestore.class, device.id());
        if (row == null) {
            row = new BackupRestore(device.id());
            tx.em().persist(row);
        }
        row.version(version, board);
    }

    @Override
    public Optional<Given> of(Tx tx, Device device) {
        return Optional.ofNullable(tx.em().find(BackupRestore.class, device.id()))
                .map(row -> {
                    boolean sameBoard = row.boardName() != null && Objects.equals(row.boardName(), device.boardName());
                    Archive archive = backups.open(tx, device.id(), row.number());
                    String name = "configuration, version " + row.number()
                            + (sameBoard ? "" : " without network and wireless");
                    return new Given(name, belowEtc(archive, sameBoard));
                });
    }

    /** The device was provisioned in this transaction. */
    public void provisioned(Tx tx, long device) {
        BackupRestore row = tx.em().find(BackupRestore.class, device);
        if (row != null) {
            tx.em().remove(row);
        }
    }

    private static byte[] belowEtc(Archive archive, boolean sameBoard) {
        return archive.only(path -> path.startsWith("etc/") && (sameBoard || !OF_THE_BOARD.contains(path)));
    }
}
