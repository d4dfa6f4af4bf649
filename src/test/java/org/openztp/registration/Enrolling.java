package org.openztp.registration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.config.Settings.Policy;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceQuery;
import org.openztp.device.Inventory;
import org.openztp.history.DeviceEvent;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.IpAddress;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** An enrolment on a real database, and short words to use it. */
final class Enrolling implements AutoCloseable {
    static final String HOME = "192.168.1.50";
    static final String ELSEWHERE = "192.168.1.66";

    final SettableClock clock = new SettableClock();
    final RecordingProvisioner provisioner = new RecordingProvisioner();
    final TestDb test;
    final Inventory inventory;
    final EnrolmentSecrets secrets;
    final DeviceHostKeys hostKeys;
    final DeviceActions actions;
    private int device = 1;

    Enrolling(TestDb test) {
        this.test = test;
        inventory = new Inventory(test.db(), clock);
        secrets = new EnrolmentSecrets(test.db(), clock);
        hostKeys = new DeviceHostKeys(inventory);
        actions = new DeviceActions(inventory, hostKeys, provisioner);
    }

    Enrolment under(Policy policy) {
        EnrolmentPolicy set = new EnrolmentPolicy(Optional.ofNullable(policy));
        return new Enrolment(inventory, set, secrets, hostKeys, provisioner);
    }

    Enrolled post(Policy policy, String address, String token, String secret, Map<String, String> facts) {
        Contact contact = new Contact(IpAddress.parse(address), "http://ztp", token, secret, true, null);
        return under(policy).register(facts(facts), contact);
    }

    Enrolled post(Policy policy, String address, String token) {
        return post(policy, address, token, null, Map.of("hostname", "OpenWrt"));
    }

    /** As OpenZTP's own hook posts: its answer carries no token. */
    Enrolled plainPost(Policy policy, String address, Map<String, String> facts) {
        Contact contact = new Contact(IpAddress.parse(address), "http://ztp", null, null, false, null);
        return under(policy).register(facts(facts), contact);
    }

    Enrolled announce(Policy policy, String address) {
        Contact contact = Contact.announced(IpAddress.parse(address), "http://ztp", "dnsmasq");
        return under(policy).register(facts(Map.of()), contact);
    }

    MacAddress mac() {
        return MacAddress.parse("02:1a:b0:00:%02x:%02x".formatted(device >> 8, device & 0xff));
    }

    /** From now on all words are about another device. */
    void nextDevice() {
        device++;
    }

    Facts facts(Map<String, String> values) {
        return new Facts(mac(), values);
    }

    Device device() {
        return inventory.db().tx(tx -> inventory.devices().find(tx, mac()).orElseThrow());
    }

    boolean isEmpty() {
        return inventory
                .db()
                .tx(tx -> inventory.devices().find(tx, mac()).isEmpty()
                        && inventory.events().lastId(tx) == 0);
    }

    /** Forgets every device and what was asked for it. */
    void clear() {
        inventory
                .db()
                .tx(tx -> inventory.devices().list(tx, new DeviceQuery(Map.of(), "id", null, DeviceQuery.MAX_LIMIT)))
                .items()
                .forEach(found -> actions.remove(found.id(), "olga"));
        provisioner.enqueued().clear();
    }

    List<String> events() {
        return inventory.db().tx(tx -> inventory.events().after(tx, null, null, 0, 500)).items().stream()
                .map(Enrolling::words)
                .toList();
    }

    private static String words(DeviceEvent event) {
        return event.kind() + " " + event.message();
    }

    @Override
    public void close() {
        test.close();
    }
}
