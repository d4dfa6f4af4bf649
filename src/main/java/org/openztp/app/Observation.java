package org.openztp.app;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.config.Home;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.device.Inventory;
import org.openztp.job.Jobs;
import org.openztp.observe.Check;
import org.openztp.observe.ChecksResource;
import org.openztp.observe.DiskCheck;
import org.openztp.observe.HealthResource;
import org.openztp.observe.KeysCheck;
import org.openztp.observe.OpenApiResource;
import org.openztp.observe.StatusResource;

/** What the server tells of itself. */
record Observation(Settings settings, Instant startedAt, Inventory inventory, Jobs jobs, Found found) {
    /** What was found wrong, by whom. */
    record Found(ConfCheck conf, PoolsCheck pools, Check images, Notices faults, Notices alerts) {}

    void register(ResourceConfig config) {
        config.register(new HealthResource(
                        () -> db().run(tx ->
                                tx.em().createNativeQuery("select 1").getSingleResult()),
                        found.faults()::count,
                        found.alerts()::count))
                .register(new StatusResource(this::status))
                .register(new ChecksResource(checks()))
                .register(new OpenApiResource());
    }

    private List<Check> checks() {
        Home home = settings.home();
        return List.of(
                new DatabaseCheck(db()::condition, inventory.clock()),
                new DiskCheck(
                        List.of(home.folder(), home.db(), home.firmware(), home.store(), home.images()),
                        DiskCheck.Limits.USUAL),
                new KeysCheck(home.keys()),
                found.conf(),
                found.pools(),
                found.images(),
                new JobsCheck(jobs, inventory.clock()),
                new SettingsCheck(settings));
    }

    private StatusResource.Status status() {
        Map<String, Long> devices = new HashMap<>();
        db().tx(tx -> inventory.devices().countByState(tx)).forEach((state, count) -> devices.put(state.name(), count));
        Jobs.Counts counts = jobs.counts();
        return new StatusResource.Status(
                Version.of(),
                startedAt,
                db().vendor().product(),
                devices,
                new StatusResource.Work(counts.waiting(), counts.running()),
                found.faults().list(),
                found.alerts().list());
    }

    private Db db() {
        return inventory.db();
    }
}
