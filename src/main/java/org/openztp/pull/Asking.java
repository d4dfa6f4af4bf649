package org.openztp.pull;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.openztp.auth.WorkKey;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.script.ScriptRuns;

/** What a device that can fetch its work is told when it registers. */
public final class Asking {
    /** What the nonces are for that this package gives out. */
    static final String PURPOSE = "work";

    private static final byte[] AGENT = "agent\n".getBytes(StandardCharsets.US_ASCII);

    private static final Set<DeviceState> NOT_IN = Set.of(DeviceState.PENDING, DeviceState.RETIRED);

    private final Inventory inventory;
    private final ScriptRuns runs;
    private final WorkKeys keys;
    private BiPredicate<Tx, Device> wantsBackup = (tx, device) -> false;
    private String backupPurpose = "";

    public Asking(Inventory inventory, ScriptRuns runs, WorkKeys keys) {
        this.inventory = inventory;
        this.runs = runs;
        this.keys = keys;
    }

    /** @param wanted whether a device is to bring its configuration, which purpose the nonce for that has */
    public Asking wantingBackups(BiPredicate<Tx, Device> wanted, String purpose) {
        wantsBackup = wanted;
        backupPurpose = purpose;
        return this;
    }

    /**
     * @param backup to bring the device's configuration with, once; null when nobody wants it
     * @param nonce to ask for work with, once; null when there is none
     * @param agent by which the device knows the agent of this server: HMAC over {@code agent}, a line break and the file;
     *     null for a device that has not proven itself yet
     */
    public record Told(Way way, String nonce, String backup, String agent) {}

    /**
     * In a transaction of its own, after that of the registration.
     *
     * @param token the one that the device has just been given, or has just proven itself by
     * @param proven whether it is the latter
     * @param agent this server's agent as the device would get it; empty without
     */
    public Told asked(long deviceId, String token, boolean proven, Optional<byte[]> agent) {
        return inventory.tx(tx -> {
            Device device = inventory.devices().lock(tx, deviceId);
            keys.keep(tx, deviceId, token);
            Way way = device.pulling().way();
            if (!proven) {
                return new Told(way, null, null, null);
            }
            device.pulling().asked(inventory.now());
            String nonce = way == Way.PULL && mayHaveWork(tx, device) ? keys.issueNonce(tx, deviceId, PURPOSE) : null;
            WorkKey key = WorkKey.of(token);
            String backup = way == Way.PULL && wantsBackup.test(tx, device)
                    ? keys.issueNonce(tx, deviceId, backupPurpose)
                    : null;
            return new Told(
                    way,
                    nonce,
                    backup,
                    agent.map(file -> key.proofOf(AGENT, file)).orElse(null));
        });
    }

    private boolean mayHaveWork(Tx tx, Device device) {
        boolean mayBePlanned = switch (device.state()) {
            case REGISTERED, WAITING, PROVISIONING, REBOOTING -> true;
            case RETRYING -> device.nextTry() == null || !inventory.now().isBefore(device.nextTry());
            case PENDING, PROVISIONED, FAILED, HOST_KEY_CHANGED, RETIRED -> false;
        };
        return mayBePlanned || !NOT_IN.contains(device.state()) && runs.isAnyOpen(tx, device.id());
    }
}
