package org.openztp.drift;

import java.util.List;
import java.util.function.Supplier;
import org.openztp.desired.DesiredFile;
import org.openztp.device.DeviceImages;
import org.openztp.device.Inventory;
import org.openztp.firmware.store.Catalog;
import org.openztp.http.Views;
import org.openztp.job.Recurring;
import org.openztp.plan.Definitions;
import org.openztp.planned.Planning;
import org.openztp.provision.FirmwareFirst;
import org.openztp.tailored.Tailoring;
import org.openztp.upgrade.Upgrading;

/** The parts of it, put together. */
public final class Drifting {
    private final Base base;
    private final Recurring sweep;
    private final FirmwareFirst newDevices;
    private final ImageOrders orders;

    /** What it works on. */
    public record Base(Inventory inventory, Catalog catalog, Planning planning) {}

    /** Where it is written what devices should run. */
    public record Written(DesiredFile file, Definitions definitions) {}

    /** By which devices come to what they should run: builds of the store, and images that are made for them. */
    public record Ways(Upgrading upgrades, Tailoring images) {}

    /** @param atOnce so many upgrades are under way that nobody asked for */
    public Drifting(Base base, Written written, Ways ways, int atOnce) {
        this.base = base;
        Supplier<Wishes> wishes = () -> Wishes.read(written.file(), written.definitions());
        ImagesFor images = new ImagesFor(base.inventory(), ways.images(), wishes);
        Mending mending = new Mending(base, ways.upgrades(), images, atOnce);
        this.sweep = new DriftSweep(base, ways.images(), wishes, mending);
        this.orders = new ImageOrders(base.inventory(), ways.images(), images);
        this.newDevices = new NewDevices(base, wishes, ways.upgrades(), images);
    }

    /** What looks at all devices, again and again. */
    public Recurring sweep() {
        return sweep;
    }

    /** What new devices should run before they get their configuration. */
    public FirmwareFirst newDevices() {
        return newDevices;
    }

    /** What a device's page shows of the image that is made for it. */
    public DeviceImages shown() {
        return orders;
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(
                new DriftResource(base.inventory().db()),
                new DriftPages(views, base.inventory()),
                new DeviceImageResource(orders),
                new DeviceImagePages(orders));
    }
}
