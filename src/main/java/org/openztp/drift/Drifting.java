package org.openztp.drift;

import java.util.List;
import java.util.function.Supplier;
import org.openztp.desired.DesiredFile;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.http.Views;
import org.openztp.job.Recurring;
import org.openztp.plan.Definitions;
import org.openztp.planned.Planning;
import org.openztp.provision.FirmwareFirst;
import org.openztp.upgrade.Upgrading;

/** The parts of it, put together. */
public final class Drifting {
    private final Base base;
    private final Recurring sweep;
    private final FirmwareFirst newDevices;

    /** What it works on. */
    public record Base(Inventory inventory, Catalog catalog, Planning planning) {}

    /** Where it is written what devices should run. */
    public record Written(DesiredFile file, Definitions definitions) {}

    /** @param atOnce so many upgrades are under way that nobody asked for */
    public Drifting(Base base, Written written, Upgrading upgrades, int atOnce) {
        this.base = base;
        Supplier<Wishes> wishes = () -> Wishes.read(written.file(), written.definitions());
        Mending mending = new Mending(base.inventory(), base.catalog(), upgrades, atOnce);
        this.sweep = new DriftSweep(base.inventory(), base.catalog(), wishes, mending);
        this.newDevices = new NewDevices(base, wishes, upgrades);
    }

    /** What looks at all devices, again and again. */
    public Recurring sweep() {
        return sweep;
    }

    /** What new devices should run before they get their configuration. */
    public FirmwareFirst newDevices() {
        return newDevices;
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(new DriftResource(base.inventory().db()), new DriftPages(views, base.inventory()));
    }
}
