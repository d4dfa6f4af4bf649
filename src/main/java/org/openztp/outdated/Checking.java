package org.openztp.outdated;

import java.util.List;
import org.openztp.device.Inventory;
import org.openztp.image.upstream.Catalogue;
import org.openztp.job.Recurring;
import org.openztp.tailored.Tailoring;

/** The parts of it, put together. */
public final class Checking {
    private final Inventory inventory;
    private final CheckSweep sweep;

    public Checking(Inventory inventory, Catalogue catalogue, Tailoring tailoring) {
        this.inventory = inventory;
        this.sweep = new CheckSweep(inventory, catalogue, tailoring);
    }

    /** What looks at all devices, again and again. */
    public Recurring sweep() {
        return sweep;
    }

    /** What answers over HTTP. */
    public List<Object> resources() {
        return List.of(new CheckResource(inventory.db()));
    }
}
