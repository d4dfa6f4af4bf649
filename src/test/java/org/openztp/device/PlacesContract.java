package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** Where devices stand, on whichever database the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlacesContract {
    private final SettableClock clock = new SettableClock();
    private TestDb test;
    private Inventory inventory;
    private RecordingProvisioner provisioner;
    private DeviceActions actions;

    abstract TestDb open();

    @BeforeAll
    void start() {
        test = open();
        inventory = new Inventory(test.db(), clock);
    }

    @BeforeEach
    void removeAll() {
        test.db().run(tx -> {
            tx.em().createNativeQuery("delete from device_event").executeUpdate();
            tx.em().createNativeQuery("delete from device").executeUpdate();
        });
        provisioner = new RecordingProvisioner();
        actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner);
    }

    @AfterAll
    void close() {
        test.close();
    }

    private long add(int number) {
        return test.db().tx(tx -> {
            MacAddress mac = MacAddress.parse("02:00:00:00:00:%02x".formatted(number));
            return inventory
                    .devices()
                    .add(tx, new Device(mac, DeviceState.REGISTERED, inventory.now()))
                    .id();
        });
    }

    private Place move(long id, String group, String location, Long parent) {
        return actions.move(id, Place.NOWHERE.inGroup(group).at(location).behind(parent), "olga", Device::place);
    }

    private Place hang(long id, Long parent) {
        JsonNode above = parent == null ? NullNode.instance : LongNode.valueOf(parent);
        return actions.change(id, new DeviceChange(null, null, null, above), "olga", Device::place);
    }

    private Place place(long id) {
        return test.db().tx(tx -> inventory.devices().get(tx, id).place());
    }

    private List<DeviceEvent> events(long id) {
        return test.db()
                .tx(tx -> inventory.events().after(tx, id, null, 0, 100))
                .items();
    }

    private List<Long> list(Map<String, String> filters) {
        return test.db()
                .tx(tx -> inventory.devices().list(tx, new DeviceQuery(filters, "id", null, 50)))
                .map(Device::id)
                .items();
    }

    @Test
    void aDeviceStandsNowhereUntilSomebodySaysWhereAndEachChangeIsOneLineOfHistory() {
        long hub = add(1);
        long id = add(2);
        assertThat(place(id)).isEqualTo(Place.NOWHERE);

        assertThat(move(id, "aps", "floor-2", hub)).isEqualTo(new Place("aps", "floor-2", hub));
        move(id, "aps", "floor-2", hub);
        move(id, "aps", "hall", null);
        assertThat(move(id, "", " ", null)).isEqualTo(Place.NOWHERE);

        assertThat(place(id)).isEqualTo(Place.NOWHERE);
        assertThat(events(id))
                .extracting(DeviceEvent::message)
                .containsExactly(
                        "group: (none) → aps; location: (none) → floor-2; parent: (none) → " + hub,
                        "location: floor-2 → hall; parent: " + hub + " → (none)",
                        "group: aps → (none); location: hall → (none)");
        assertThat(events(id)).extracting(DeviceEvent::actor).containsOnly("olga");
        assertThat(events(hub)).isEmpty();
        assertThat(provisioner.enqueued()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lab", "-lab", ".lab", "a b", "a/b", "ä", "a\n", "lab,x"})
    void whatIsNoPlaceIsRefusedWithWhatOneIs(String word) {
        long id = add(1);
        assertThatThrownBy(() -> move(id, word, null, null))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("group: up to 64 of a-z, 0-9, '.', '_' and '-' are wanted, a letter or digit first");
        assertThatThrownBy(() -> move(id, null, word, null)).hasMessageContaining("location: up to 64");
        assertThatThrownBy(() -> list(Map.of("location", word + "!"))).isInstanceOf(InvalidValue.class);
        assertThat(place(id)).isEqualTo(Place.NOWHERE);
    }

    @Test
    void aNameOfAPlaceHasAtMost64Characters() {
        long id = add(1);
        assertThat(move(id, "z".repeat(64), "0._-" + "z".repeat(60), null).group())
                .hasSize(64);
        assertThatThrownBy(() -> move(id, "z".repeat(65), null, null)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void devicesAreListedByGroupByLocationAndByBoth() {
        long one = add(1);
        long two = add(2);
        long three = add(3);
        add(4);
        move(one, "aps", "hall", null);
        move(two, "aps", "roof", null);
        move(three, "hubs", "hall", null);

        assertThat(list(Map.of("group", "aps"))).containsExactly(one, two);
        assertThat(list(Map.of("location", "hall"))).containsExactly(one, three);
        assertThat(list(Map.of("location", "hall", "group", "hubs", "state", "registered")))
                .containsExactly(three);
        assertThat(list(Map.of("group", "none"))).isEmpty();
        List.of(two, three).forEach(id -> actions.tag(id, "lab", "olga", Device::id));
        assertThat(list(Map.of("location", "hall", "tag", "lab"))).containsExactly(three);
        assertThat(list(Map.of("group", "aps", "tag", "lab"))).containsExactly(two);
    }

    @Test
    void nothingHangsBehindItselfHoweverManyAreBetween() {
        long one = add(1);
        long two = add(2);
        long three = add(3);
        hang(two, one);
        hang(three, two);

        assertThatThrownBy(() -> hang(one, one))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("device " + one + " cannot hang behind device " + one + ", which it is");
        assertThatThrownBy(() -> hang(one, two)).hasMessageContaining("which hangs behind it");
        assertThatThrownBy(() -> hang(one, three)).hasMessageContaining("which hangs behind it");
        assertThatThrownBy(() -> hang(one, 99_999L))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("no device 99999");
        assertThat(place(one)).isEqualTo(Place.NOWHERE);
        assertThat(hang(three, one).parent()).isEqualTo(one);
        assertThat(hang(two, three).parent()).isEqualTo(three);
    }

    @Test
    void whoHangDevicesBehindEachOtherAtTheSameTimeCloseNoCircle() {
        for (int round = 0; round < 5; round++) {
            List<Long> ring = IntStream.range(0, 4).mapToObj(this::add).toList();
            CompletableFuture.allOf(IntStream.range(0, 4)
                            .mapToObj(n -> CompletableFuture.runAsync(
                                    () -> hangUnlessRefused(ring.get(n), ring.get((n + 1) % 4))))
                            .toArray(CompletableFuture[]::new))
                    .join();
            assertThat(ring.stream().filter(id -> place(id).parent() != null)).hasSize(3);
            removeAll();
        }
    }

    private void hangUnlessRefused(long id, long parent) {
        try {
            hang(id, parent);
        } catch (Problem e) {
            assertThat(e.status()).isEqualTo(409);
        }
    }

    @Test
    void anotherTransactionAtWorkOnTheDeviceIsNotDisturbedAndDisturbsNothing() {
        long id = add(1);
        test.db().run(outer -> {
            Device atWork = inventory.devices().get(outer, id);
            CompletableFuture.runAsync(() -> move(id, "aps", "hall", null)).join();
            inventory.events().add(outer, atWork.startProvisioning(inventory.now()));
        });
        assertThat(place(id)).isEqualTo(new Place("aps", "hall", null));
    }

    @Test
    void whatHangsBehindARemovedDeviceHangsBehindNoneAndItsHistoryTellsWhoDidIt() {
        long hub = add(1);
        List<Long> behind = IntStream.range(2, 8).mapToObj(this::add).toList();
        behind.forEach(id -> move(id, "aps", null, hub));
        long other = add(9);
        hang(other, behind.get(0));

        List<String> statements = test.sql().during(() -> actions.remove(hub, "maria"));

        assertThat(statements).as("however many hang behind it").hasSizeLessThan(9);
        behind.forEach(id -> {
            assertThat(place(id)).isEqualTo(new Place("aps", null, null));
            DeviceEvent last = events(id).get(1);
            assertThat(last.message()).isEqualTo("parent: " + hub + " → (none)");
            assertThat(last.actor()).isEqualTo("maria");
        });
        assertThat(place(other).parent()).isEqualTo(behind.get(0));
    }
}
