package org.openztp.backup;

import java.util.List;
import org.openztp.archive.Archive;
import org.openztp.archive.Comparison;
import org.openztp.archive.FileChange;
import org.openztp.db.Db;
import org.openztp.db.Page;
import org.openztp.db.Tx;

/**
 * What changed in a device's configuration from one version to another.
 *
 * @param from 0 for nothing at all: what is compared with it is all new
 */
public record BackupDiff(int from, BackupView to, List<FileChange> files) {
    private record Sides(int from, Archive before, BackupView to, Archive after) {}

    /**
     * @param to {@link Backups#NEWEST} for the newest
     * @throws org.openztp.http.Problem 404 there is no such version
     */
    static BackupDiff of(Db db, Backups backups, long device, int from, int to) {
        return of(db.tx(tx -> {
            int second = to == Backups.NEWEST
                    ? backups.newest(tx, device).map(Backup::number).orElse(from)
                    : to;
            return sides(tx, backups, device, from, second);
        }));
    }

    /** Against the version before it that is still kept. */
    static BackupDiff of(Db db, Backups backups, long device, int version) {
        return of(db.tx(tx -> {
            Page<BackupView> before = backups.list(tx, device, version, 1);
            int from = before.items().isEmpty() ? 0 : before.items().get(0).version();
            return sides(tx, backups, device, from, version);
        }));
    }

    private static Sides sides(Tx tx, Backups backups, long device, int from, int to) {
        BackupView view = backups.view(tx, device, to);
        Archive before = from == 0 ? Archive.NONE : backups.open(tx, device, from);
        return new Sides(from, before, view, backups.open(tx, device, to));
    }

    /** Outside the transaction: comparing may take a second. */
    private static BackupDiff of(Sides sides) {
        return new BackupDiff(sides.from(), sides.to(), Comparison.of(sides.before(), sides.after()));
    }
}
