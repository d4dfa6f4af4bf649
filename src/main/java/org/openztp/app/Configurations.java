package org.openztp.app;

import java.nio.file.Path;
import java.util.List;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.auth.Vault;
import org.openztp.auth.WorkKeys;
import org.openztp.backup.BackupJob;
import org.openztp.backup.BackupNow;
import org.openztp.backup.BackupOrders;
import org.openztp.backup.BackupPages;
import org.openztp.backup.Backups;
import org.openztp.backup.BackupsResource;
import org.openztp.backup.PushedBackups;
import org.openztp.backup.PushedBackupsResource;
import org.openztp.backup.Restores;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Inventory;
import org.openztp.device.Provisioner;
import org.openztp.http.Views;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.pool.Pools;
import org.openztp.replacement.PutAsideJob;
import org.openztp.replacement.Replacement;
import org.openztp.replacement.ReplacementPages;
import org.openztp.replacement.ReplacementResource;
import org.openztp.script.Reach;
import org.openztp.script.ScriptRuns;

/** Configurations of devices: taken, kept, put back, handed on to the box that takes a place. */
final class Configurations {
    private final Inventory inventory;
    private final Path nodes;
    private final Backups backups;
    private final BackupOrders orders;
    private final Restores restores;
    private final Replacement replacement;

    private final PushedBackups pushed;

    Configurations(Settings settings, Vault vault, Pools pools, Provisioner provisioner, Work work) {
        inventory = work.inventory();
        nodes = settings.home().nodes();
        backups = new Backups(vault, settings.backup().keep());
        orders = new BackupOrders(inventory, work.jobs(), settings.backup().every());
        restores = new Restores(inventory, backups, provisioner);
        pushed = new PushedBackups(inventory, new WorkKeys(vault), backups, orders);
        Replacement.Belongings belongings = new Replacement.Belongings(pools, backups, nodes);
        replacement = new Replacement(inventory, belongings, restores, provisioner, work.jobs());
    }

    record Work(Inventory inventory, Jobs jobs) {}

    /** The device was provisioned in this transaction. */
    void provisioned(Tx tx, long device) {
        restores.provisioned(tx, device);
        orders.provisioned(tx, device);
    }

    BackupOrders orders() {
        return orders;
    }

    Restores restores() {
        return restores;
    }

    PushedBackups pushed() {
        return pushed;
    }

    Replacement replacement() {
        return replacement;
    }

    /** What upgrades ask of them. */
    KeptConfigurations beforeFlashes(Reach reach) {
        return new KeptConfigurations(new BackupNow(inventory, reach, backups, orders));
    }

    List<JobType> jobs(ScriptRuns runs, Reach reach) {
        return List.of(new BackupJob(inventory, runs, reach, backups, orders), new PutAsideJob(inventory, nodes));
    }

    void register(ResourceConfig config, Views views) {
        config.register(new BackupsResource(inventory, backups, orders, restores))
                .register(new BackupPages(views, inventory, backups, orders, restores))
                .register(new PushedBackupsResource(pushed))
                .register(new ReplacementResource(replacement))
                .register(new ReplacementPages(replacement));
    }
}
