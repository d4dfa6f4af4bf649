package org.openztp.upgrade;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.plan.Health;
import org.openztp.planned.Waits;

/**
 * What routers are asked after their upgrades. It is told when a router gets ready, so that what cannot be told flashes
 * nothing, and from then on it is the same, whatever the operator's files say since.
 */
final class HealthChecks {
    private static final Duration SPARE = Duration.ofMinutes(5);

    private final BiFunction<Tx, Device, Health> ofDevice;
    private final Vault vault;
    private final Settings.Health settings;

    /** @param ofDevice what a device's definition asks of it */
    HealthChecks(BiFunction<Tx, Device, Health> ofDevice, Vault vault, Settings.Health settings) {
        this.ofDevice = ofDevice;
        this.vault = vault;
        this.settings = settings;
    }

    /**
     * Keeps what the router is to be asked when it is back. One that is wiped has lost what its definition made of it:
     * then it is only watched.
     *
     * @throws Waits it cannot be told
     */
    void keep(Tx tx, UpgradeOperation operation, Device device) {
        Health health = operation.options().wipe() ? Health.NONE : ofDevice.apply(tx, device);
        List<Health.Check> checks = health.checks();
        Duration soak = health.soak().orElse(settings.soak());
        StoredHealth.drop(tx, operation.id());
        if (checks.isEmpty() && soak.isZero()) {
            return;
        }
        byte[] program = HealthProgram.of(checks, soak, settings.patience());
        Duration pass = HealthProgram.LIMIT.multipliedBy(checks.size());
        Duration longest =
                soak.plus(pass).multipliedBy(2).plus(settings.patience()).plus(SPARE);
        StoredHealth.keep(tx, operation.id(), vault.seal(program, context(operation)), soak, longest);
    }

    /** The same bytes on any node, as long as the upgrade has not ended. */
    byte[] program(StoredHealth stored, UpgradeOperation operation) {
        return vault.open(stored.program(), context(operation));
    }

    private static String context(UpgradeOperation operation) {
        return "health of upgrade " + operation.id();
    }
}
