package org.openztp.drift;

import java.util.List;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.firmware.store.Firmware;
import org.openztp.http.Problem;
import org.openztp.upgrade.UpgradeState;
import org.openztp.upgrade.Upgrading;

/**
 * The upgrades that are ordered of itself, a few at a time, each device once for an image: what came to nothing is an
 * operator's to ask for again. One that waits for its device to call takes nobody's place.
 */
final class Mending {
    static final String WHO = "desired firmware";

    private final Inventory inventory;
    private final Catalog catalog;
    private final Upgrading upgrades;
    private final ImagesFor images;
    private final int atOnce;

    /** @param atOnce so many that have not ended */
    Mending(Drifting.Base base, Upgrading upgrades, ImagesFor images, int atOnce) {
        this.inventory = base.inventory();
        this.catalog = base.catalog();
        this.upgrades = upgrades;
        this.images = images;
        this.atOnce = atOnce;
    }

    /**
     * What to order, of which device.
     *
     * @param image of the store; null for one that is to be made
     */
    record Due(long device, Long image) {}

    void order() {
        List<Due> due = inventory.db().tx(this::due);
        for (Due one : due) {
            order(one);
        }
    }

    private void order(Due one) {
        try {
            inventory.db().txRetrying(tx -> {
                Device device = inventory.devices().lock(tx, one.device());
                Optional<Firmware> image = one.image() == null ? Optional.empty() : catalog.image(tx, one.image());
                if (image.isPresent() && device.state() == DeviceState.PROVISIONED) {
                    upgrades.order(tx, device, image.get(), WHO);
                }
                if (one.image() == null && device.state() == DeviceState.PROVISIONED) {
                    images.mend(tx, device, WHO);
                }
                row(tx, one).ifPresent(Drift::ordered);
                return null;
            });
        } catch (Problem refused) {
            inventory.db().txRetrying(tx -> {
                boolean isBusy = Past.of(tx, List.of(one.device())).isActive(one.device());
                row(tx, one).filter(row -> !isBusy).ifPresent(row -> row.refused(refused.getMessage()));
                return null;
            });
        }
    }

    private static Optional<Drift> row(Tx tx, Due one) {
        return Optional.ofNullable(tx.em().find(Drift.class, one.device()));
    }

    private List<Due> due(Tx tx) {
        long active = tx.em()
                .createQuery(
                        "select count(u) from UpgradeOperation u where u.activeDeviceId > 0 and u.askedBy = :who"
                                + " and (u.state <> :queued or u.attempts = 0 or u.nextAt is not null)",
                        Long.class)
                .setParameter("who", WHO)
                .setParameter("queued", UpgradeState.QUEUED)
                .getSingleResult();
        int free = (int) Math.max(0, atOnce - active - images.countMaking(tx, WHO));
        return free == 0
                ? List.of()
                : tx.em()
                        .createQuery(
                                "select new org.openztp.drift.Mending$Due(r.deviceId, r.imageId) from Drift r"
                                        + " where r.due = true order by r.due, r.deviceId",
                                Due.class)
                        .setMaxResults(free)
                        .getResultList();
    }
}
