package org.openztp.provision;

import java.time.Duration;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.job.Next;
import org.openztp.planned.PlanRuns;
import org.openztp.script.Reason;

/**
 * The step before the first plan of a device: it waits, out of the provisioning's hand, until its upgrade has ended, whose
 * end queues it again.
 */
final class FirmwareStep {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Inventory inventory;
    private final Provisionings rows;
    private final PlanRuns plans;
    private final FirmwareFirst first;

    FirmwareStep(PlanRuns plans, FirmwareFirst first) {
        this.inventory = plans.inventory();
        this.rows = new Provisionings(plans.runs());
        this.plans = plans;
        this.first = first;
    }

    /** Whether the device waits for an upgrade that has not ended; then it is looked at later. */
    Optional<Next> underWay(long id) {
        boolean waits = inventory
                .db()
                .tx(tx -> inventory
                        .devices()
                        .find(tx, id)
                        .filter(device ->
                                device.state() == DeviceState.WAITING && Reason.UPGRADE.equals(device.reason()))
                        .filter(device -> first.isUnderWay(tx, id))
                        .isPresent());
        return waits ? Optional.of(later()) : Optional.empty();
    }

    /** Its end comes first, if all goes well. */
    Next later() {
        return Next.again(inventory.now().plus(LOOK));
    }

    /**
     * Where the device needs an upgrade, it is ordered and the device waits for it, in one transaction.
     *
     * @return empty where it may go on
     * @throws org.openztp.planned.Waits it cannot be told what it should run
     */
    Optional<FirmwareFirst.Hold> of(long id) {
        return inventory.tx(tx -> {
            Device device = rows.lock(tx, id);
            if (device == null || device.state() != DeviceState.PROVISIONING || isPlanned(tx, id)) {
                return Optional.empty();
            }
            Optional<FirmwareFirst.Hold> hold =
                    first.of(tx, device, rows.of(tx, id, inventory.now()).startedAt());
            hold.filter(why -> !why.inVain())
                    .ifPresent(why ->
                            inventory.events().add(tx, device.waitFor(Reason.UPGRADE, why.words(), inventory.now())));
            return hold;
        });
    }

    private boolean isPlanned(Tx tx, long id) {
        return plans.find(tx, id).isPresent();
    }
}
