package org.openztp.app;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.openztp.device.Inventory;
import org.openztp.job.Jobs;
import org.openztp.observe.Meter;
import org.openztp.observe.Metric;
import org.openztp.observe.ProcessMeter;
import org.openztp.signal.Outbox;
import org.openztp.upgrade.Upgrades;

/** What the server counts, a meter for each part. */
record Meters(Instant startedAt, Inventory inventory, Jobs jobs, Upgrades upgrades, Outbox outbox, Meter rollouts) {
    private static final Duration LATE = Duration.ofMinutes(1);

    List<Meter> all() {
        return List.of(
                new ProcessMeter(Version.of(), startedAt, inventory.clock()),
                this::ofDevices,
                this::ofJobs,
                this::ofUpgrades,
                this::ofSignals,
                rollouts);
    }

    private List<Metric> ofDevices() {
        return List.of(Metric.of(
                "ztp_devices", "Devices by state.", "state", inventory.db().tx(inventory.devices()::countByState)));
    }

    private List<Metric> ofJobs() {
        Jobs.Counts counts = jobs.counts();
        long late = jobs.overdue(inventory.now().minus(LATE)).count();
        return List.of(
                Metric.of("ztp_jobs_waiting", "Jobs that wait, on all nodes.", counts.waiting()),
                Metric.of("ztp_jobs_running", "Jobs that run, on all nodes.", counts.running()),
                Metric.of("ztp_jobs_late", "Waiting jobs whose time was more than a minute ago.", late));
    }

    private List<Metric> ofUpgrades() {
        return List.of(new Metric(
                "ztp_upgrades",
                Metric.GAUGE,
                "Upgrades by state, and by the reason code where they rest or came to nothing.",
                inventory.db().tx(upgrades::countByOutcome)));
    }

    private List<Metric> ofSignals() {
        return List.of(Metric.of(
                "ztp_signals",
                "Signals by the state of their delivery.",
                "state",
                inventory.db().tx(outbox::countByState)));
    }
}
