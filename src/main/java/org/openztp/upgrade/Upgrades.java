package org.openztp.upgrade;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.auth.Secrets;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceUpgrades;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Downloads;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.observe.Metric;
import org.openztp.openwrt.InvalidValue;

/** All upgrades on record. Every method but {@link #allowed} is part of the caller's transaction. */
public final class Upgrades implements Downloads, DeviceUpgrades {
    private final Inventory inventory;
    private final Jobs jobs;

    private FirstBackup backup = FirstBackup.NONE;

    public Upgrades(Inventory inventory, Jobs jobs) {
        this.inventory = inventory;
        this.jobs = jobs;
    }

    /** What comes before the first thing that is done for an upgrade. */
    void after(FirstBackup first) {
        backup = first;
    }

    /** @throws Problem 404 */
    UpgradeOperation get(Tx tx, long id) {
        return find(tx, id).orElseThrow(() -> Problem.notFound("no upgrade " + id));
    }

    Optional<UpgradeOperation> find(Tx tx, long id) {
        return Optional.ofNullable(tx.em().find(UpgradeOperation.class, id));
    }

    /** The one that has not ended; a device has one at most. */
    Optional<UpgradeOperation> active(Tx tx, long device) {
        return tx.em()
                .createQuery("from UpgradeOperation u where u.activeDeviceId = :device", UpgradeOperation.class)
                .setParameter("device", device)
                .getResultStream()
                .findFirst();
    }

    @Override
    public Optional<UpgradeNow> now(Tx tx, long deviceId) {
        return active(tx, deviceId)
                .map(UpgradeView::of)
                .map(upgrade -> new UpgradeNow(
                        upgrade.id(),
                        upgrade.image().build(),
                        upgrade.state().label(),
                        upgrade.words() == null ? "" : upgrade.words(),
                        upgrade.progress(),
                        upgrade.state().isBeforeFlash()));
    }

    /** Stores a new one, with its job. */
    UpgradeOperation add(Tx tx, UpgradeOperation operation) {
        tx.em().persist(operation);
        tx.em().flush();
        inventory.events().add(tx, operation.asked());
        wake(tx, operation);
        return operation;
    }

    /** Its job runs as soon as may be. */
    void wake(Tx tx, UpgradeOperation operation) {
        wake(tx, operation.id());
    }

    void wake(Tx tx, long operation) {
        jobs.enqueue(tx, UpgradeJob.NAME, operation, inventory.now());
    }

    /**
     * Newest first.
     *
     * @param device null for those of all, {@code state} likewise
     * @throws InvalidValue the cursor is none of ours
     */
    Page<UpgradeOperation> list(Tx tx, Long device, UpgradeState state, String cursor, int limit) {
        String order = device != null ? "u.deviceId desc, " : state != null ? "u.state desc, " : "";
        TypedQuery<UpgradeOperation> query = tx.em()
                .createQuery(
                        "from UpgradeOperation u where u.id < :before"
                                + (device == null ? "" : " and u.deviceId = :device")
                                + (state == null ? "" : " and u.state = :state") + " order by " + order + "u.id desc",
                        UpgradeOperation.class)
                .setParameter("before", before(cursor))
                .setMaxResults(limit + 1);
        if (device != null) {
            query.setParameter("device", device);
        }
        if (state != null) {
            query.setParameter("state", state);
        }
        List<UpgradeOperation> rows = query.getResultList();
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<UpgradeOperation> page = List.copyOf(rows.subList(0, limit));
        return new Page<>(page, String.valueOf(page.get(limit - 1).id()));
    }

    private static long before(String cursor) {
        if (cursor != null && !cursor.matches("\\d{1,18}")) {
            throw new InvalidValue("cursor: not one of this server's");
        }
        return cursor == null ? Long.MAX_VALUE : Long.parseLong(cursor);
    }

    /**
     * The device has called, and its row is locked: an upgrade that waits for it goes on, and one that flashed it sees it
     * in another boot.
     */
    public void called(Tx tx, Device device) {
        active(tx, device.id()).ifPresent(operation -> {
            boolean waits = operation.state() == UpgradeState.QUEUED;
            if (waits && device.pulling().isOn()) {
                backup.called(tx, device, operation);
            }
            boolean pauses = device.pulling().isOn() && operation.nextAt() != null;
            if (waits && operation.attempts() > 0 && !pauses) {
                operation.comeForward(inventory.now());
            }
            boolean back = operation.state().isAfterFlash()
                    && !String.valueOf(device.bootId()).equals(operation.run().bootId());
            if (waits || back) {
                wake(tx, operation);
            }
        });
    }

    /**
     * The device, whose row is locked, was let in anew with another token: it is to be provisioned again when its upgrade is
     * over. One that was flashed has some time from now to show what it runs.
     */
    public void renewed(Tx tx, Device device) {
        active(tx, device.id())
                .filter(each -> each.state() != UpgradeState.QUEUED)
                .ifPresent(operation -> {
                    operation.before().lost();
                    Instant latest = inventory.now().plus(PullWatch.TO_SHOW);
                    if (operation.state().isAfterFlash() && latest.isAfter(operation.backBy())) {
                        String words = "it was let in anew; what does it run?";
                        inventory.events().add(tx, operation.expect(latest, words, inventory.now()));
                    }
                });
    }

    /** The device was provisioned in this transaction: what waits for that has its turn. */
    public void provisioned(Tx tx, long device) {
        active(tx, device)
                .filter(operation -> operation.state() == UpgradeState.QUEUED)
                .ifPresent(operation -> wake(tx, operation));
    }

    /** The device, whose row is locked, is about to be removed. Its history keeps what was done to it. */
    public void removed(Tx tx, long device) {
        active(tx, device).ifPresent(operation -> {
            operation.removed(inventory.now());
            jobs.remove(tx, UpgradeJob.NAME, operation.id());
        });
    }

    /** An upgrade to one of these images that has not ended, in words; empty when there is none. */
    public Optional<String> using(Tx tx, Collection<Long> images) {
        return images.stream().flatMap(image -> using(tx, image).stream()).findFirst();
    }

    /** One image at a time: only so do databases use all of the index. */
    private static Optional<String> using(Tx tx, long image) {
        return tx.em()
                .createQuery(
                        "from UpgradeOperation u where u.image.id = :image and u.activeDeviceId > 0",
                        UpgradeOperation.class)
                .setParameter("image", image)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .map(operation -> "the upgrade " + operation.id() + " of " + operation.deviceName()
                        + " is not over; cancel it, or wait for its end");
    }

    /** How many there are in each state and with each reason code; one query, along an index. */
    public List<Metric.Sample> countByOutcome(Tx tx) {
        return tx.em()
                .createQuery(
                        "select u.state, u.code, count(u) from UpgradeOperation u group by u.state, u.code",
                        Object[].class)
                .getResultStream()
                .map(row -> new Metric.Sample(
                        Map.of("state", row[0].toString(), "code", row[1] == null ? "" : row[1].toString()),
                        (Long) row[2]))
                .toList();
    }

    /** {@inheritDoc} One query by the token's hash, in a transaction of its own. */
    @Override
    public boolean allowed(String sha256, String token) {
        Instant now = inventory.now();
        return inventory
                .db()
                .tx(tx -> tx.em()
                        .createQuery("from UpgradeOperation u where u.download.hash = :hash", UpgradeOperation.class)
                        .setParameter("hash", Secrets.hash(token))
                        .getResultStream()
                        .findFirst()
                        .filter(operation -> operation.state().isPreparing())
                        .filter(operation -> operation.image().sha256().equals(sha256))
                        .flatMap(UpgradeOperation::download)
                        .filter(download -> download.isOpen(now))
                        .isPresent());
    }
}
