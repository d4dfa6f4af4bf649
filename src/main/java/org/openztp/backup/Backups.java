package org.openztp.backup;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Comparison;
import org.openztp.auth.Vault;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.http.Problem;

/**
 * The versions of each device's configuration, sealed: they hold password hashes and the keys of Wi-Fi networks. Every
 * method is part of the caller's transaction.
 */
public final class Backups {
    private static final String VIEW = "select new org.openztp.backup.BackupView(b.deviceId, b.number, b.takenAt,"
            + " b.checkedAt, b.files, b.changed, b.bytes) from Backup b where b.deviceId = :device";

    static final int NEWEST = -1;

    private final Vault vault;
    private final int keep;

    /** @param keep how many versions of a device are kept */
    public Backups(Vault vault, int keep) {
        this.vault = vault;
        this.keep = keep;
    }

    /** Newest first; {@code before} is the number of the last version of the page before. */
    Page<BackupView> list(Tx tx, long device, int before, int limit) {
        List<BackupView> rows = tx.em()
                .createQuery(VIEW + " and b.number < :before order by b.deviceId desc, b.number desc", BackupView.class)
                .setParameter("device", device)
                .setParameter("before", before)
                .setMaxResults(limit + 1)
                .getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<BackupView> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).version()));
    }

    /** @throws Problem 404 */
    BackupView view(Tx tx, long device, int version) {
        return tx.em()
                .createQuery(VIEW + " and b.number = :number", BackupView.class)
                .setParameter("device", device)
                .setParameter("number", version)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> noVersion(device, version));
    }

    /** @throws Problem 404 */
    Archive open(Tx tx, long device, int version) {
        return tx.em()
                .createQuery("from Backup b where b.deviceId = :device and b.number = :number", Backup.class)
                .setParameter("device", device)
                .setParameter("number", version)
                .getResultStream()
                .findFirst()
                .map(this::opened)
                .orElseThrow(() -> noVersion(device, version));
    }

    Optional<Backup> newest(Tx tx, long device) {
        return tx.em()
                .createQuery(
                        "from Backup b where b.deviceId = :device order by b.deviceId desc, b.number desc",
                        Backup.class)
                .setParameter("device", device)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    Archive opened(Backup backup) {
        BackupView view = backup.view();
        try {
            return Archive.of(vault.open(backup.content(), context(view.deviceId(), view.version())));
        } catch (BadArchive e) {
            throw new IllegalStateException("version " + view.version() + " of device " + view.deviceId(), e);
        }
    }

    /**
     * Keeps the configuration as a new version, if it is another one than the newest. The device's row is locked.
     *
     * @return for the device's history; empty when nothing has changed
     */
    public Optional<DeviceEvent> keep(Tx tx, long device, Archive archive, Instant now) {
        Optional<Backup> last = newest(tx, device);
        if (last.isPresent() && last.get().digest().equals(archive.digest())) {
            checked(tx, device, last.get().number(), now);
            return Optional.empty();
        }
        int version = last.map(Backup::number).orElse(0) + 1;
        Set<String> changed = last.map(this::opened)
                .map(before -> Comparison.changedPaths(before, archive))
                .orElseGet(() -> Comparison.changedPaths(Archive.NONE, archive));
        BackupView view = new BackupView(
                device, version, now, now, archive.items().size(), changed.size(), archive.gzip().length);
        byte[] sealed = vault.seal(archive.gzip(), context(device, version));
        tx.em().persist(new Backup(view, archive.digest(), sealed));
        prune(tx, device, version);
        String words = last.isPresent()
                ? "configuration changed: " + Comparison.words(changed)
                : "first backup of the configuration: " + changed.size() + (changed.size() == 1 ? " file" : " files");
        return Optional.of(new DeviceEvent(device, now, EventKind.BACKUP, words + ", kept as version " + version));
    }

    /**
     * Keeps another device's newest configuration as this one's newest.
     *
     * @return the number it has as this one's; empty when there is none
     */
    public Optional<Integer> handOn(Tx tx, long from, long to, Instant now) {
        return newest(tx, from).map(last -> {
            keep(tx, to, opened(last), now);
            return newest(tx, to).orElseThrow().number();
        });
    }

    private static void checked(Tx tx, long device, int version, Instant now) {
        tx.em()
                .createQuery("update Backup b set b.checkedAt = :now where b.deviceId = :device and b.number = :number")
                .setParameter("now", now)
                .setParameter("device", device)
                .setParameter("number", version)
                .executeUpdate();
    }

    private void prune(Tx tx, long device, int newest) {
        tx.em()
                .createQuery("delete from Backup b where b.deviceId = :device and b.number <= :last and b.number not in"
                        + " (select r.number from BackupRestore r where r.deviceId = :device)")
                .setParameter("device", device)
                .setParameter("last", newest - keep)
                .executeUpdate();
    }

    private static String context(long device, int version) {
        return "backup " + version + " of device " + device;
    }

    private static Problem noVersion(long device, int version) {
        return Problem.notFound("there is no version " + version + " of the configuration of device " + device);
    }
}
