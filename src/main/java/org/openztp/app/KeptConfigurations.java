package org.openztp.app;

import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.Optional;
import org.openztp.archive.BadArchive;
import org.openztp.backup.BackupNow;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.script.Unreachable;
import org.openztp.upgrade.ConfigurationKeeper;

/** The backups, as upgrades ask for them. */
record KeptConfigurations(BackupNow backups) implements ConfigurationKeeper {
    @Override
    public int keep(Device device) throws NotKept, Unreachable, InterruptedIOException {
        try {
            return backups.take(device);
        } catch (BadArchive e) {
            throw new NotKept(e.getMessage());
        }
    }

    @Override
    public void want(Tx tx, Device device) {
        backups.want(tx, device);
    }

    @Override
    public boolean isWanted(Tx tx, Device device) {
        return backups.isWanted(tx, device);
    }

    @Override
    public Optional<Integer> keptSince(Tx tx, Device device, Instant since) {
        return backups.keptSince(tx, device, since);
    }
}
