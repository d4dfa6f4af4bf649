package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.Page;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.history.History;
import org.openztp.http.Problem;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.ssh.HostKey;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** The inventory on a real database, on whichever the subclass opens. */
abstract class DevicesContract {
    private final SettableClock clock = new SettableClock();
    private TestDb test;
    private Inventory inventory;

    abstract TestDb open();

    @BeforeEach
    void start() {
        test = open();
        inventory = new Inventory(test.db(), clock);
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void aDeviceIsKeptWithItsFactsAndFoundByItsMac() {
        long id = add(1, Map.of("hostname", "OpenWrt", "release", "18.06.1", "lan_ports", "4 × “GbE” 🛜"));
        Device found =
                inventory.db().tx(tx -> inventory.devices().find(tx, mac(1)).orElseThrow());
        assertThat(found.id()).isEqualTo(id);
        assertThat(found.release()).isEqualTo("18.06.1");
        assertThat(found.facts()).containsEntry("lan_ports", "4 × “GbE” 🛜").containsEntry("hostname", "OpenWrt");
        assertThat(found.firstSeen()).isEqualTo(clock.instant());
        assertThat(found.address()).isEqualTo("10.0.0.1");
    }

    @Test
    void theDatabaseRefusesASecondRowWithTheSameMac() {
        add(1, Map.of());
        assertThatThrownBy(() -> add(1, Map.of())).isInstanceOf(PersistenceException.class);
    }

    @Test
    void eachChangedFactIsOneEventWithOldAndNewValue() {
        long id = add(1, Map.of("hostname", "OpenWrt", "release", "18.06.1"));
        clock.advance(Duration.ofMinutes(5));
        Map<String, String> said = Map.of("hostname", "wrt1", "release", "18.06.1", "serial", "S1");
        change(id, device -> device.update(new Facts(mac(1), said), inventory.now()));
        change(id, device -> device.metAt("10.0.0.77", "http://ztp", inventory.now()));
        assertThat(messages(id))
                .containsExactlyInAnyOrder(
                        "hostname: OpenWrt → wrt1", "serial: (none) → S1", "address: 10.0.0.1 → 10.0.0.77");
        assertThat(get(id).lastSeen()).isEqualTo(clock.instant());
    }

    @Test
    void aDeviceThatOnlyShowsUpDoesNotDisturbAnotherTransactionAtWork() {
        long id = add(1, Map.of("hostname", "OpenWrt"));
        inventory.db().run(outer -> {
            Device atWork = inventory.devices().get(outer, id);
            Thread visitor = new Thread(() -> {
                clock.advance(Duration.ofMinutes(5));
                change(id, device -> device.update(new Facts(mac(1), Map.of("hostname", "OpenWrt")), inventory.now()));
            });
            visitor.start();
            join(visitor);
            inventory.events().add(outer, atWork.startProvisioning(inventory.now()));
        });
        assertThat(get(id).state()).isEqualTo(DeviceState.PROVISIONING);
        assertThat(get(id).lastSeen()).isEqualTo(clock.instant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "hostname", "lastSeen", "release", "state", "address"})
    void pagesByKeyShowEachDeviceOnceInBothDirections(String sort) {
        for (int n = 1; n <= 23; n++) {
            Map<String, String> facts = new HashMap<>();
            if (n % 3 > 0) {
                facts.put("hostname", "wrt" + n % 5);
            }
            if (n % 4 > 0) {
                facts.put("release", "18.06." + n % 2);
            }
            clock.advance(Duration.ofSeconds(n % 2));
            add(n, facts);
        }
        List<Long> forward = walk(sort);
        List<Long> backward = walk("-" + sort);
        assertThat(forward).hasSize(23).doesNotHaveDuplicates();
        List<Long> reversed = new ArrayList<>(backward);
        java.util.Collections.reverse(reversed);
        assertThat(reversed).isEqualTo(forward);
    }

    @Test
    void filtersNarrowAndMayBeCombined() {
        add(1, Map.of("hostname", "wrt1", "release", "18.06.1", "serial", "ABC_1"));
        add(2, Map.of("hostname", "wrt12", "release", "18.06.10", "serial", "ABCD1"));
        add(3, Map.of("hostname", "office", "release", "18.06.10"));
        assertThat(hosts(Map.of("hostname", "wrt1"))).containsExactly("wrt1");
        assertThat(hosts(Map.of("hostname", "wrt1*"))).containsExactly("wrt1", "wrt12");
        assertThat(hosts(Map.of("release", "18.06.1"))).containsExactly("wrt1");
        assertThat(hosts(Map.of("release", "18.06.10", "hostname", "o*"))).containsExactly("office");
        assertThat(hosts(Map.of("mac", "02-00-00-00-00-03"))).containsExactly("office");
        assertThat(hosts(Map.of("ip", "10.0.0.2"))).containsExactly("wrt12");
        assertThat(hosts(Map.of("state", "registered"))).hasSize(3);
        assertThat(hosts(Map.of("state", "FAILED"))).isEmpty();
        assertThat(hosts(Map.of("q", "wrt"))).containsExactly("wrt1", "wrt12");
        assertThat(hosts(Map.of("q", "02-00-00-00-00-03"))).containsExactly("office");
        assertThat(hosts(Map.of("q", "10.0.0."))).hasSize(3);
        assertThat(hosts(Map.of("q", "ABC_"))).containsExactly("wrt1");
        assertThat(hosts(Map.of("q", "%"))).isEmpty();
    }

    @Test
    void aForeignCursorASortAndAFilterThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> list(new DeviceQuery(Map.of(), "id", "x", 5))).isInstanceOf(InvalidValue.class);
        String ofId = new Cursor("id", 3, null).text();
        assertThatThrownBy(() -> list(new DeviceQuery(Map.of(), "state", ofId, 5)))
                .isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> list(new DeviceQuery(Map.of(), "facts", null, 5)))
                .isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> list(new DeviceQuery(Map.of("state", "ASLEEP"), "id", null, 5)))
                .isInstanceOf(InvalidValue.class);
    }

    @Test
    void historyComesNewestFirstByDeviceAndOldestFirstAsALog() {
        long one = add(1, Map.of());
        long two = add(2, Map.of());
        for (int i = 0; i < 7; i++) {
            step(i % 2 == 0 ? one : two, "step " + i);
        }
        Page<DeviceEvent> first = inventory.db().tx(tx -> inventory.events().newest(tx, one, null, 3));
        Page<DeviceEvent> second = inventory.db().tx(tx -> inventory.events().newest(tx, one, first.next(), 3));
        assertThat(words(first)).containsExactly("step 6", "step 4", "step 2");
        assertThat(words(second)).containsExactly("step 0");
        assertThat(second.next()).isNull();
        Page<DeviceEvent> log = inventory.db().tx(tx -> inventory.events().after(tx, null, null, 0, 5));
        assertThat(words(log)).containsExactly("step 0", "step 1", "step 2", "step 3", "step 4");
        Page<DeviceEvent> rest =
                inventory.db().tx(tx -> inventory.events().after(tx, null, null, Long.parseLong(log.next()), 5));
        assertThat(words(rest)).containsExactly("step 5", "step 6");
    }

    @Test
    void oldHistoryIsForgottenAndTheRestStays() {
        long id = add(1, Map.of());
        IntStream.range(0, 1100).forEach(i -> step(id, "old"));
        clock.advance(Duration.ofDays(90).plusSeconds(1));
        step(id, "young");
        assertThat(new History(inventory.journal(), Duration.ofDays(90)).prune())
                .isEqualTo(1100);
        assertThat(messages(id)).containsExactly("young");
    }

    @Test
    void aHostKeyIsPinnedAtFirstSightAndReplacedOnlyByAnOperator() {
        long id = add(1, Map.of());
        DeviceHostKeys keys = new DeviceHostKeys(inventory);
        HostKey old = new HostKey("ssh-ed25519", "b2xk");
        HostKey young = new HostKey("ssh-ed25519", "eW91bmc=");
        assertThat(keys.accepted(id)).isEmpty();
        keys.pin(id, old);
        keys.pin(id, old);
        keys.offered(id, young);
        keys.offered(id, young);
        assertThat(keys.accepted(id)).containsExactly(old);
        inventory.db().run(tx -> keys.accept(tx, id, "olga"));
        assertThat(keys.accepted(id)).containsExactly(young);
        assertThat(messages(id)).hasSize(3);
    }

    @Test
    void aRemovedDeviceLeavesNothingBehind() {
        long id = add(1, Map.of());
        long other = add(2, Map.of());
        step(id, "something");
        step(other, "else");
        new DeviceHostKeys(inventory).pin(id, new HostKey("ssh-rsa", "b2xk"));
        RecordingProvisioner provisioner = new RecordingProvisioner();
        new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner).remove(id, "olga");
        assertThat(provisioner.removed()).containsExactly(id);
        assertThat(messages(id)).isEmpty();
        assertThat(messages(other)).containsExactly("else");
        assertThat(new DeviceHostKeys(inventory).accepted(id)).isEmpty();
        assertThatThrownBy(() -> get(id)).isInstanceOf(Problem.class);
    }

    @Test
    void aDeviceIsRemovedThoughItsProvisioningWritesMeanwhile() {
        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), new RecordingProvisioner());
        for (int number = 1; number <= 20; number++) {
            long id = add(number, Map.of());
            Thread writer = new Thread(() -> writeUntilGone(id));
            writer.start();
            actions.remove(id, "olga");
            join(writer);
        }
    }

    private void writeUntilGone(long id) {
        for (int revision = 0; ; revision++) {
            Map<String, String> said = Map.of("revision", "r" + revision);
            try {
                change(id, device -> device.update(new Facts(device.mac(), said), inventory.now()));
            } catch (Problem | PersistenceException gone) {
                return;
            }
        }
    }

    private List<Long> walk(String sort) {
        List<Long> ids = new ArrayList<>();
        String cursor = null;
        do {
            Page<Device> page = list(new DeviceQuery(Map.of(), sort, cursor, 4));
            page.items().forEach(device -> ids.add(device.id()));
            cursor = page.next();
        } while (cursor != null && ids.size() < 100);
        return ids;
    }

    private Page<Device> list(DeviceQuery query) {
        return inventory.db().tx(tx -> inventory.devices().list(tx, query));
    }

    private List<String> hosts(Map<String, String> filters) {
        return list(new DeviceQuery(filters, "id", null, 50)).items().stream()
                .map(Device::hostname)
                .toList();
    }

    private long add(int number, Map<String, String> facts) {
        return inventory.db().tx(tx -> {
            Device device = new Device(mac(number), DeviceState.REGISTERED, inventory.now());
            device.update(new Facts(mac(number), facts), inventory.now());
            device.metAt("10.0.0." + number, "http://ztp", inventory.now());
            return inventory.devices().add(tx, device).id();
        });
    }

    private interface Change {
        List<DeviceEvent> of(Device device);
    }

    private void change(long id, Change change) {
        inventory
                .db()
                .run(tx -> inventory
                        .events()
                        .addAll(tx, change.of(inventory.devices().get(tx, id))));
    }

    private void step(long id, String words) {
        change(id, device -> List.of(new DeviceEvent(id, inventory.now(), EventKind.STEP, words)));
    }

    private Device get(long id) {
        return inventory.db().tx(tx -> inventory.devices().get(tx, id));
    }

    private List<String> messages(long id) {
        return words(inventory.db().tx(tx -> inventory.events().newest(tx, id, null, 100)));
    }

    private static List<String> words(Page<DeviceEvent> page) {
        return page.items().stream().map(DeviceEvent::message).toList();
    }

    private static MacAddress mac(int number) {
        return MacAddress.parse("02:00:00:00:00:%02x".formatted(number));
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }
}
