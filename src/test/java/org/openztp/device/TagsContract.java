package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openztp.db.Page;
import org.openztp.history.DeviceEvent;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.TestDb;

/** What operators call devices by, on whichever database the subclass opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TagsContract {
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

    private long add(int number, String... tags) {
        long id = test.db().tx(tx -> {
            MacAddress mac = MacAddress.parse("02:00:00:00:00:%02x".formatted(number));
            return inventory
                    .devices()
                    .add(tx, new Device(mac, DeviceState.REGISTERED, inventory.now()))
                    .id();
        });
        for (String tag : tags) {
            tag(id, tag);
        }
        return id;
    }

    private List<String> tag(long id, String tag) {
        return actions.tag(id, tag, "olga", device -> device.tags().all());
    }

    private List<String> untag(long id, String tag) {
        return actions.untag(id, tag, "olga", device -> device.tags().all());
    }

    private List<String> tags(long id) {
        return test.db().tx(tx -> inventory.devices().get(tx, id).tags().all());
    }

    private List<DeviceEvent> events(long id) {
        return test.db()
                .tx(tx -> inventory.events().after(tx, id, null, 0, 100))
                .items();
    }

    private Page<List<String>> list(Map<String, String> filters, String sort, String cursor) {
        return test.db()
                .tx(tx -> inventory.devices().list(tx, new DeviceQuery(filters, sort, cursor, 2)))
                .map(device -> Stream.concat(Stream.of(number(device)), device.tags().all().stream())
                        .toList());
    }

    private static String number(Device device) {
        return device.mac().value().replaceFirst(".*:0?", "");
    }

    @Test
    void aTagIsGivenOnceAndTakenAwayOnceAndEachIsOneLineOfHistory() {
        long id = add(1);
        assertThat(tag(id, "lab")).containsExactly("lab");
        assertThat(tag(id, "floor-2")).containsExactly("floor-2", "lab");
        assertThat(tag(id, "lab")).containsExactly("floor-2", "lab");
        assertThat(untag(id, "lab")).containsExactly("floor-2");
        assertThat(untag(id, "lab")).containsExactly("floor-2");
        assertThat(tag(id, "lab")).containsExactly("floor-2", "lab");

        assertThat(tags(id)).containsExactly("floor-2", "lab");
        assertThat(events(id))
                .extracting(DeviceEvent::message)
                .containsExactly("tags: lab added", "tags: floor-2 added", "tags: lab removed", "tags: lab added");
        assertThat(events(id)).extracting(DeviceEvent::actor).containsOnly("olga");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Lab", "-lab", ".lab", "a b", "a/b", "ä", "a\n", "lab,x"})
    void whatIsNoTagIsRefusedWithWhatOneIs(String word) {
        long id = add(1, "x");
        assertThatThrownBy(() -> tag(id, word))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("a letter or digit first");
        assertThatThrownBy(() -> untag(id, word)).isInstanceOf(InvalidValue.class);
        assertThat(tags(id)).containsExactly("x");
    }

    @Test
    void aTagHasAtMost63CharactersAndADeviceAtMost32() {
        long id = add(1, "0._-" + "z".repeat(59));
        assertThatThrownBy(() -> tag(id, "z".repeat(64))).isInstanceOf(InvalidValue.class);
        IntStream.range(1, 32).forEach(n -> tag(id, "t" + n));

        assertThatThrownBy(() -> tag(id, "one-more")).hasMessageContaining("at most 32; remove one first");

        assertThat(tag(id, "t1")).as("it has this one").hasSize(32);
        untag(id, "t1");
        assertThat(tag(id, "one-more")).hasSize(32).contains("one-more");
    }

    @Test
    void anotherTransactionAtWorkOnTheDeviceIsNotDisturbed() {
        long id = add(1, "old");
        test.db().run(outer -> {
            Device atWork = inventory.devices().get(outer, id);
            CompletableFuture.runAsync(() -> untag(id, "old")).join();
            CompletableFuture.runAsync(() -> tag(id, "new")).join();
            inventory.events().add(outer, atWork.startProvisioning(inventory.now()));
        });
        assertThat(tags(id)).containsExactly("new");
        assertThat(events(id)).hasSize(4);
    }

    @Test
    void whoGiveTagsAtTheSameTimeAllSucceed() {
        long id = add(1);
        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(n -> CompletableFuture.runAsync(() -> tag(id, "t" + n / 2)))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(tags(id)).containsExactly("t0", "t1", "t2", "t3");
        assertThat(events(id)).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(DeviceState.class)
    void whatWaitsForAPlanOrIsPlannedJustNowIsPlannedAnewWhenItsTagsChange(DeviceState state) {
        long id = add(1);
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update device set state = '" + state + "'")
                        .executeUpdate());
        boolean planned = state == DeviceState.WAITING || state == DeviceState.PROVISIONING;

        tag(id, "lab");
        tag(id, "lab");
        untag(id, "other");
        assertThat(provisioner.enqueued()).hasSize(planned ? 1 : 0);
        untag(id, "lab");
        assertThat(provisioner.enqueued()).hasSize(planned ? 2 : 0);
    }

    @Test
    void aListShowsTheTagsOfItsDevicesByOneStatement() {
        add(1, "a", "b");
        add(2);
        assertThat(list(Map.of(), "id", null).items()).containsExactly(List.of("1", "a", "b"), List.of("2"));

        List<String> few = test.sql().during(() -> list(Map.of(), "id", null));
        IntStream.range(3, 9).forEach(n -> add(n, "a"));
        assertThat(test.sql().executedDuring(() -> all())).hasSize(2);
        assertThat(few).hasSize(2);
    }

    private List<Device> all() {
        return test.db().tx(tx -> {
            List<Device> all = inventory
                    .devices()
                    .list(tx, new DeviceQuery(Map.of(), "id", null, 50))
                    .items();
            all.forEach(device -> device.tags().all());
            return all;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "-id", "lastSeen", "-hostname", "state"})
    void theDevicesWithATagAreListedPageByPageInEverySort(String sort) {
        IntStream.rangeClosed(1, 9).forEach(n -> add(n, n % 2 == 0 ? "even" : "odd", "all"));
        Function<String, List<String>> idsWith = tag -> {
            Page<List<String>> page = list(Map.of("tag", tag, "state", "registered"), sort, null);
            Stream<String> ids = page.items().stream().map(row -> row.get(0));
            while (page.next() != null) {
                page = list(Map.of("tag", tag, "state", "registered"), sort, page.next());
                ids = Stream.concat(ids, page.items().stream().map(row -> row.get(0)));
            }
            return ids.toList();
        };
        assertThat(idsWith.apply("even")).containsExactlyInAnyOrder("2", "4", "6", "8");
        assertThat(idsWith.apply("odd")).hasSize(5);
        assertThat(idsWith.apply("all")).hasSize(9);
        assertThat(idsWith.apply("none")).isEmpty();
        assertThat(list(Map.of("tag", "even"), sort, null).items().get(0)).hasSize(3);
        assertThatThrownBy(() -> list(Map.of("tag", "Even"), sort, null)).isInstanceOf(InvalidValue.class);
    }

    @Test
    void aRemovedDeviceTakesItsTagsAlong() {
        long id = add(1, "a", "b");
        long other = add(2, "a");
        actions.remove(id, "olga");
        assertThat(tags(other)).containsExactly("a");
        assertThat(list(Map.of("tag", "a"), "id", null).items()).containsExactly(List.of("2", "a"));
    }
}
