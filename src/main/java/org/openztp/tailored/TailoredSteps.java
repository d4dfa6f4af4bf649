package org.openztp.tailored;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.image.ImageRequest;
import org.openztp.job.Jobs;
import org.openztp.job.Next;
import org.openztp.script.Reason;
import org.openztp.upgrade.UpgradeState;
import org.openztp.upgrade.Upgrading;

/**
 * The transactions by which the image of a device comes to it. Each is done under the lock of the device's row, and leaves
 * behind a state from which the next run of the job goes on, whoever was killed in between.
 */
final class TailoredSteps {
    private final Inventory inventory;
    private final Jobs jobs;
    private final Others others;

    /** Whom it has to do with besides: who flashes, what there is to be flashed, and who waits for that. */
    record Others(Upgrading upgrades, Catalog catalog, Provisioner provisioner) {}

    TailoredSteps(Inventory inventory, Jobs jobs, Others others) {
        this.inventory = inventory;
        this.jobs = jobs;
        this.others = others;
    }

    Inventory inventory() {
        return inventory;
    }

    static Optional<Tailored> find(Tx tx, long device) {
        return Optional.ofNullable(tx.em().find(Tailored.class, device));
    }

    /** For who holds the lock of the device's row. */
    private static Optional<Tailored> current(Tx tx, long device) {
        return Optional.ofNullable(tx.em().find(Tailored.class, device, LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * The image is to be made and flashed; asked for once more while it is on its way it stays as it is.
     *
     * @param device whose row is locked
     */
    Tailored begin(Tx tx, Device device, ImageRequest request, long generation, String who) {
        Tailored row = settled(tx, device).orElseGet(() -> fresh(tx, device));
        boolean isOnItsWay = row.state() == TailoredState.UPGRADING
                || row.state() != null && row.state().isMaking() && row.hash().equals(request.hash());
        if (!isOnItsWay) {
            note(tx, row.want(request, generation, who, inventory.now()));
            keep(tx, row);
            jobs.enqueue(tx, TailoredJob.NAME, device.id(), inventory.now());
        }
        return row;
    }

    /** No image can be made of the wish, which is on record from then on. */
    void refuse(Tx tx, Device device, Choice why, long generation, String who) {
        Tailored row = settled(tx, device).orElseGet(() -> fresh(tx, device));
        if (row.state() != TailoredState.UPGRADING) {
            Optional.ofNullable(row.refuse(why, generation, who, inventory.now()))
                    .ifPresent(event -> note(tx, event));
            keep(tx, row);
        }
    }

    private static Tailored fresh(Tx tx, Device device) {
        return new Tailored(device.id());
    }

    private static void keep(Tx tx, Tailored row) {
        if (!tx.em().contains(row)) {
            tx.em().persist(row);
        }
    }

    /** The row as it is once its upgrade's end is taken over, if that has come. */
    Optional<Tailored> settled(Tx tx, Device device) {
        Optional<Tailored> row = current(tx, device.id());
        row.filter(each -> each.state() == TailoredState.UPGRADING).ifPresent(each -> takeOver(tx, each));
        return row;
    }

    private void takeOver(Tx tx, Tailored row) {
        Optional<Ended> upgrade = upgrade(tx, row.upgradeId());
        if (upgrade.isEmpty()) {
            note(tx, row.fail(TailoredCode.UPGRADE_FAILED, "its upgrade is not on record any more", inventory.now()));
        } else if (upgrade.get().state().isEnd()) {
            note(tx, upgrade.get().isWell() ? row.install(inventory.now()) : inVain(row, upgrade.get()));
        }
    }

    private DeviceEvent inVain(Tailored row, Ended upgrade) {
        String why = upgrade.state() + (upgrade.code() == null ? "" : ", " + upgrade.code());
        return row.fail(
                upgrade.state() == UpgradeState.EXPIRED ? TailoredCode.EXPIRED : TailoredCode.UPGRADE_FAILED,
                "upgrade " + row.upgradeId() + " came to nothing (" + why + ")",
                inventory.now());
    }

    /** How an upgrade is. */
    private record Ended(UpgradeState state, String code) {
        boolean isWell() {
            return state == UpgradeState.SUCCESS || state == UpgradeState.SKIPPED;
        }
    }

    private static Optional<Ended> upgrade(Tx tx, long id) {
        List<Object[]> rows = tx.em()
                .createQuery("select u.state, u.code from UpgradeOperation u where u.id = :id", Object[].class)
                .setParameter("id", id)
                .getResultList();
        return rows.stream()
                .map(row -> new Ended((UpgradeState) row[0], (String) row[1]))
                .findFirst();
    }

    /** The device's wish is not this one any more: what is not flashed yet will not be. */
    void withdraw(long device, String hash) {
        settle(device, (tx, locked, row) -> {
            if (row.state().isMaking() && row.hash().equals(hash)) {
                fail(tx, locked, row, TailoredCode.WITHDRAWN, "its definition does not want this image any more");
            }
            return Next.done();
        });
    }

    /** A step of the job, for a row that is still as the job has seen it. */
    interface Step {
        Next of(Tx tx, Device device, Tailored row);
    }

    /** In its own transaction; else the job looks anew. */
    Next step(Tailored seen, Step step) {
        return settle(seen.deviceId(), (tx, device, row) -> {
            boolean isSame = row.state() == seen.state() && row.since().equals(seen.since());
            return isSame ? step.of(tx, device, row) : Next.again(inventory.now());
        });
    }

    private Next settle(long device, Step step) {
        return inventory.db().txRetrying(tx -> {
            Device locked = tx.em().find(Device.class, device, LockModeType.PESSIMISTIC_WRITE);
            Optional<Tailored> row = locked == null ? Optional.empty() : current(tx, device);
            return row.map(each -> step.of(tx, locked, each)).orElse(Next.done());
        });
    }

    Next fail(Tx tx, Device device, Tailored row, String code, String words) {
        note(tx, row.fail(code, words, inventory.now()));
        wake(tx, device);
        return Next.done();
    }

    /** A new device that waits for its firmware goes on. */
    private void wake(Tx tx, Device device) {
        if (device.state() == DeviceState.WAITING && Reason.UPGRADE.equals(device.reason())) {
            others.provisioner().enqueue(tx, device);
        }
    }

    /** The image is in the store: its upgrade is ordered in the transaction that says so. */
    Next order(Tx tx, Device device, Tailored row) {
        Optional<Firmware> image = others.catalog().image(tx, row.imageId());
        if (image.isEmpty()) {
            note(tx, row.again("its image was removed from the store", inventory.now()));
            return Next.again(inventory.now());
        }
        if (isUpgraded(tx, device.id())) {
            return Next.again(inventory.now().plus(TailoredJob.LOOK));
        }
        try {
            long upgrade = others.upgrades().order(tx, device, image.get(), row.askedBy());
            note(tx, row.upgrade(upgrade, inventory.now()));
            return Next.again(inventory.now().plus(TailoredJob.LOOK));
        } catch (Problem refused) {
            return fail(tx, device, row, TailoredCode.REFUSED, refused.getMessage());
        }
    }

    private static boolean isUpgraded(Tx tx, long device) {
        return !tx.em()
                .createQuery("select u.id from UpgradeOperation u where u.activeDeviceId = :device", Long.class)
                .setParameter("device", device)
                .getResultList()
                .isEmpty();
    }

    /** Whether its upgrade has ended; whoever waits for that is told. */
    Next look(Tx tx, Device device, Tailored row, Function<Instant, Instant> later) {
        takeOver(tx, row);
        if (row.state() == TailoredState.UPGRADING) {
            return Next.again(later.apply(inventory.now()));
        }
        wake(tx, device);
        return Next.done();
    }

    void note(Tx tx, DeviceEvent event) {
        inventory.events().add(tx, event);
    }
}
