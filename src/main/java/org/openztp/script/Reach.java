package org.openztp.script;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openztp.config.Settings;
import org.openztp.device.Device;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;
import org.openztp.openwrt.Release;
import org.openztp.ssh.HostKeyChanged;
import org.openztp.ssh.LegacyHostKey;
import org.openztp.ssh.SignInRefused;
import org.openztp.ssh.Ssh;
import org.openztp.ssh.SshSession;
import org.openztp.ssh.SshTarget;

/** The way to a device: inside the allowed networks, and only to the one that is meant. */
public final class Reach {
    /** Its dropbear knows ed25519 user keys, and signs by more than SHA-1. */
    private static final String MODERN = "21.02";

    private static final String WHO = "cat /proc/sys/kernel/random/boot_id; cat /sys/class/net/*/address";
    private static final Pattern BOOT_ID = Pattern.compile("[0-9a-f-]{8,40}");
    private static final int LONGEST_ANSWER = 16 * 1024;

    private final Ssh ssh;
    private final DeviceHostKeys hostKeys;
    private final Inventory inventory;
    private final Settings.Provision settings;
    private final List<Cidr> networks;

    public Reach(Ssh ssh, DeviceHostKeys hostKeys, Inventory inventory, Settings.Provision settings) {
        this.ssh = ssh;
        this.hostKeys = hostKeys;
        this.inventory = inventory;
        this.settings = settings;
        this.networks = Cidr.parseAll(settings.networks());
    }

    /** The same by another way of opening sessions. */
    public Reach by(Ssh other) {
        return new Reach(other, hostKeys, inventory, settings);
    }

    /**
     * Opens a session and makes sure that the device at the other end has the MAC on record. A host key that was pinned
     * for somebody else's answer is forgotten again.
     *
     * @throws InterruptedIOException this server is shutting down
     */
    public Reached to(Device device) throws Unreachable, InterruptedIOException {
        checkAddress(device);
        boolean firstSight = hostKeys.accepted(device.id()).isEmpty();
        SshSession session = null;
        try {
            session = open(device, target(device));
            Reached reached = new Reached(session, whoAnswers(device, session));
            session = null;
            return reached;
        } catch (HostKeyChanged e) {
            throw new Unreachable(Reason.HOST_KEY_CHANGED, e.getMessage());
        } catch (SignInRefused e) {
            throw new Unreachable(Reason.SSH_AUTH, e.getMessage());
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted on the way to device " + device.id());
            }
            throw new Unreachable(Reason.SSH_UNREACHABLE, e.getMessage());
        } finally {
            if (session != null) {
                session.close();
                if (firstSight) {
                    inventory.db().run(tx -> hostKeys.forget(tx, device.id()));
                }
            }
        }
    }

    private void checkAddress(Device device) throws Unreachable {
        Optional<IpAddress> address = Optional.ofNullable(device.address()).flatMap(IpAddress::find);
        if (address.isEmpty() || networks.stream().noneMatch(network -> network.contains(address.get()))) {
            String words = device.address() + " is in none of provision.networks";
            throw new Unreachable(Reason.ADDRESS_NOT_ALLOWED, words);
        }
    }

    private SshTarget target(Device device) {
        boolean old = isOld(device.release());
        return new SshTarget(
                device.id(),
                device.address(),
                settings.sshPort(),
                settings.sshUser(),
                old || device.legacySsh(),
                old || device.legacySsh());
    }

    private static boolean isOld(String release) {
        try {
            return release != null && new Release(release).before(MODERN);
        } catch (InvalidValue e) {
            return false;
        }
    }

    /** A device of unknown release may turn out to be an old one; never one that has shown a better key before. */
    private SshSession open(Device device, SshTarget target) throws IOException {
        try {
            return ssh.connect(target);
        } catch (LegacyHostKey e) {
            boolean better = hostKeys.accepted(device.id()).stream()
                    .anyMatch(key -> !key.type().equals("ssh-rsa"));
            if (better) {
                throw new HostKeyChanged(e.getMessage() + ", and showed a better one before");
            }
            inventory.db().txRetrying(tx -> {
                inventory.devices().lock(tx, device.id()).needsLegacySsh();
                String words = "its only host key is of ssh-rsa (SHA-1); that is accepted for this device from now on";
                DeviceEvent event = new DeviceEvent(device.id(), inventory.now(), EventKind.HOST_KEY, words);
                inventory.events().add(tx, event);
                return null;
            });
            return ssh.connect(new SshTarget(
                    target.deviceId(), target.address(), target.port(), target.user(), target.rsaUserKey(), true));
        }
    }

    /** The boot id of the device that is meant. */
    private String whoAnswers(Device device, SshSession session) throws IOException, Unreachable {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Duration patience = settings.connectTimeout();
        session.exec(WHO, (bytes, offset, length) -> bounded(out, bytes, offset, length), patience);
        List<String> lines = out.toString(StandardCharsets.US_ASCII)
                .toLowerCase(Locale.ROOT)
                .lines()
                .map(String::strip)
                .toList();
        if (lines.isEmpty() || !BOOT_ID.matcher(lines.get(0)).matches()) {
            throw new Unreachable(Reason.NOT_OPENWRT, device.address() + " tells no boot id");
        }
        if (!lines.contains(device.mac().value())) {
            String words = "another device answers at " + device.address() + ": none of its MACs is " + device.mac();
            throw new Unreachable(Reason.WRONG_DEVICE, words);
        }
        return lines.get(0);
    }

    private static void bounded(ByteArrayOutputStream out, byte[] bytes, int offset, int length) {
        out.write(bytes, offset, Math.min(length, LONGEST_ANSWER - out.size()));
    }
}
