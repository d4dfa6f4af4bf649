package org.openztp.pull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openztp.auth.Secrets;
import org.openztp.auth.WorkKey;
import org.openztp.auth.WorkKeys;
import org.openztp.db.Tx;
import org.openztp.device.Device;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Way;
import org.openztp.openwrt.InvalidValue;
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
    private BiPredicate<Tx, Device> hasUpgrade = (tx, device) -> false;

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

    /** @param waiting whether an upgrade may have something for the device to do */
    public Asking offeringUpgrades(BiPredicate<Tx, Device> waiting) {
        hasUpgrade = waiting;
        return this;
    }

    /**
     * @param work a nonce to ask for work with, once; null when there is none
     * @param backup a nonce to bring the device's configuration with, once; null when nobody wants it
     * @param agent by which the device knows the agent of this server: HMAC over {@code agent}, a line break and the file;
     *     null for a device that has not proven itself yet, and where this server has none
     * @param proof by which the device knows that all this is said to it now: HMAC over {@code told DEVICE CHALLENGE WAY
     *     WORK BACKUP AGENT}, with {@code -} for what is not there; null when it sent no challenge, as agents before this
     *     one, or has not proven itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Told(Way way, String work, String backup, String agent, String proof) {
        static String message(long deviceId, String challenge, Way way, String... others) {
            return "told " + deviceId + " " + challenge + " " + word(way) + " "
                    + Stream.of(others).map(each -> each == null ? "-" : each).collect(Collectors.joining(" "));
        }

        private static String word(Way way) {
            return way.name().toLowerCase(Locale.ROOT);
        }

        /** For a shell to read. */
        public String lines() {
            return line("way", word(way))
                    + line("work", work)
                    + line("backup", backup)
                    + line("agent", agent)
                    + line("proof", proof);
        }

        private static String line(String name, String value) {
            return value == null ? "" : name + "=" + value + "\n";
        }
    }

    /**
     * How a device calls.
     *
     * @param token the one that it has just been given, or has just proven itself by
     * @param proven whether it is the latter
     * @param challenge what the answer's proof is to be made for; null for none
     */
    public record Call(String token, boolean proven, String challenge) {
        private static final Pattern CHALLENGE = Pattern.compile("[0-9a-f]{32}");

        /** @throws InvalidValue for what no device sends; null is fine */
        public static String challenge(String said) {
            if (said != null && !CHALLENGE.matcher(said).matches()) {
                throw new InvalidValue("challenge: 32 hex digits that were never sent before are wanted");
            }
            return said;
        }
    }

    /**
     * In a transaction of its own, after that of the registration.
     *
     * @param agent this server's agent as the device would get it; empty without
     */
    public Told asked(long deviceId, Call call, Optional<byte[]> agent) {
        return inventory.tx(tx -> {
            Device device = inventory.devices().lock(tx, deviceId);
            Way way = device.pulling().way();
            if (device.token().is(Secrets.hash(call.token()))) {
                keys.keep(tx, deviceId, call.token());
            }
            if (!call.proven()) {
                return new Told(way, null, null, null, null);
            }
            device.pulling().asked(inventory.now());
            WorkKey key = WorkKey.of(call.token());
            String work = way == Way.PULL && mayHaveWork(tx, device) ? keys.issueNonce(tx, deviceId, PURPOSE) : null;
            String backup = way == Way.PULL && wantsBackup.test(tx, device)
                    ? keys.issueNonce(tx, deviceId, backupPurpose)
                    : null;
            String vouched = agent.map(file -> key.proofOf(AGENT, file)).orElse(null);
            String proof = call.challenge() == null
                    ? null
                    : key.proofOf(Told.message(deviceId, call.challenge(), way, work, backup, vouched));
            return new Told(way, work, backup, vouched, proof);
        });
    }

    private boolean mayHaveWork(Tx tx, Device device) {
        boolean mayBePlanned = switch (device.state()) {
            case REGISTERED, WAITING, PROVISIONING, REBOOTING -> true;
            case RETRYING -> device.nextTry() == null || !inventory.now().isBefore(device.nextTry());
            case PENDING, UPGRADING, PROVISIONED, FAILED, HOST_KEY_CHANGED, RETIRED -> false;
        };
        return mayBePlanned
                || !NOT_IN.contains(device.state()) && (runs.isAnyOpen(tx, device.id()) || hasUpgrade.test(tx, device));
    }
}
