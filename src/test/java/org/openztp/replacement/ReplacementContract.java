package org.openztp.replacement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.archive.Archive;
import org.openztp.archive.BadArchive;
import org.openztp.archive.Tarball;
import org.openztp.auth.EnrolmentSecrets;
import org.openztp.auth.Vault;
import org.openztp.backup.Backups;
import org.openztp.backup.Restores;
import org.openztp.config.Settings.Policy;
import org.openztp.device.Device;
import org.openztp.device.DeviceActions;
import org.openztp.device.DeviceChange;
import org.openztp.device.DeviceHostKeys;
import org.openztp.device.DeviceState;
import org.openztp.device.Inventory;
import org.openztp.device.Place;
import org.openztp.history.DeviceEvent;
import org.openztp.http.Problem;
import org.openztp.job.Jobs;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.IpAddress;
import org.openztp.openwrt.MacAddress;
import org.openztp.planned.Handover;
import org.openztp.pool.Holder;
import org.openztp.pool.Pools;
import org.openztp.registration.Contact;
import org.openztp.registration.Enrolled;
import org.openztp.registration.Enrolment;
import org.openztp.registration.EnrolmentPolicy;
import org.openztp.testkit.QueryPlan;
import org.openztp.testkit.RecordingProvisioner;
import org.openztp.testkit.SettableClock;
import org.openztp.testkit.SqlRecord;
import org.openztp.testkit.TestDb;

/** A box in another one's place, on whichever database the subclass opens. */
abstract class ReplacementContract {
    private final SettableClock clock = new SettableClock();
    private final RecordingProvisioner provisioner = new RecordingProvisioner();

    @TempDir
    Path home;

    private TestDb test;
    private Inventory inventory;
    private Jobs jobs;
    private Pools pools;
    private Backups backups;
    private Restores restores;
    private Replacement replacement;
    private Path nodes;
    private long old;
    private long box;

    abstract TestDb open();

    @BeforeEach
    void start() throws IOException {
        test = open();
        inventory = new Inventory(test.db(), clock);
        jobs = new Jobs(test.db(), "idle", 1, clock);
        nodes = home.resolve("nodes");
        Path resources = Files.createDirectory(home.resolve("resources"));
        Files.writeString(resources.resolve("names.yaml"), "- ap-1\n- ap-2\n- ap-3\n");
        pools = new Pools(resources, clock);
        backups = new Backups(new Vault(new byte[32]), 1);
        restores = new Restores(inventory, backups, provisioner);
        replacement = new Replacement(
                inventory, new Replacement.Belongings(pools, backups, nodes), restores, provisioner, jobs);
        old = device(1, "acme,one", DeviceState.PROVISIONED);
        box = device(2, "acme,one", DeviceState.REGISTERED);
    }

    @AfterEach
    void close() {
        jobs.close();
        test.close();
    }

    private static String mac(int number) {
        return "02:00:00:00:00:%02x".formatted(number);
    }

    private static Facts facts(int number, String board) {
        return Facts.of(Map.of("mac", mac(number), "board_name", board));
    }

    private long device(int number, String board, DeviceState state) {
        long id = test.db().tx(tx -> {
            Device device = new Device(new MacAddress(mac(number)), DeviceState.REGISTERED, inventory.now());
            device.update(facts(number, board), inventory.now());
            device.metAt("10.0.0." + number, "http://ztp", inventory.now());
            return inventory.devices().add(tx, device).id();
        });
        set(id, state);
        return id;
    }

    private void set(long id, DeviceState state) {
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("update device set state = ? where id = ?")
                        .setParameter(1, state.name())
                        .setParameter(2, id)
                        .executeUpdate());
    }

    private Device get(long id) {
        return test.db().tx(tx -> inventory.devices().get(tx, id));
    }

    private String take(long id) {
        return test.db().txRetrying(tx -> pools.take(tx, "names", Holder.of(id), ""));
    }

    private void keep(long id, Tarball tarball) {
        Archive archive = archive(tarball.gzip());
        test.db().run(tx -> backups.keep(tx, id, archive, inventory.now()));
    }

    private static Archive archive(byte[] gzip) {
        try {
            return Archive.of(gzip);
        } catch (BadArchive e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Handover.Given> handover(long id) {
        return test.db().tx(tx -> restores.of(tx, inventory.devices().get(tx, id)));
    }

    private List<String> files(long id) {
        return archive(handover(id).orElseThrow().archive()).items().stream()
                .map(item -> item.path())
                .toList();
    }

    private List<String> words(long id) {
        return test.db().tx(tx -> inventory.events().after(tx, id, null, 0, 100)).items().stream()
                .map(DeviceEvent::message)
                .toList();
    }

    private Replacement.Outcome replace(long who, Object by) {
        return replacement.replace(who, String.valueOf(by), false, "maria");
    }

    private long jobsOf(String type) {
        return test.db()
                .<Number>tx(tx -> (Number) tx.em()
                        .createNativeQuery("select count(*) from scheduled_tasks where task_name = ?")
                        .setParameter(1, type)
                        .getSingleResult())
                .longValue();
    }

    private void file(String node, String name, String text) throws IOException {
        Files.createDirectories(nodes.resolve(node));
        Files.writeString(nodes.resolve(node).resolve(name), text);
    }

    @Test
    void theNewBoxGetsAllThatMakesThePlaceAndTheOldOneIsOutOfService() throws IOException {
        String name = take(old);
        String own = take(box);
        keep(old, Tarball.router("changed by hand"));
        file("020000000001", "attributes", "site: 7\n");

        assertThat(replace(old, box)).isEqualTo(new Replacement.Outcome(old, box, mac(2)));

        assertThat(take(box)).isEqualTo(name);
        assertThat(own).isNotEqualTo(name);
        assertThat(get(box).number()).isEqualTo(old);
        assertThat(get(box).state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(files(box)).contains("etc/config/network", "etc/config/system");
        assertThat(nodes.resolve("020000000002/attributes")).hasContent("site: 7\n");
        assertThat(provisioner.enqueued()).containsExactly(box);
        assertThat(provisioner.resumed())
                .as("what waits on the old one comes to nothing")
                .containsExactly(old);
        assertThat(get(old).state()).isEqualTo(DeviceState.RETIRED);
        assertThat(get(old).reason()).isEqualTo("replaced");
        assertThat(words(old)).containsExactly("RETIRED: device " + box + " (" + mac(2) + ") has taken its place");
        assertThat(words(box))
                .containsExactly(
                        "REGISTERED: takes the place of device " + old + " (" + mac(1)
                                + "), with what that had from the pools, the files of nodes/020000000002, and its configuration");
    }

    @Test
    void theTagsOfTheOldOneBecomeTheNewOnesWhichLosesItsOwn() {
        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner);
        List.of("floor-2", "lab").forEach(tag -> actions.tag(old, tag, "maria", Device::id));
        List.of("lab", "spare").forEach(tag -> actions.tag(box, tag, "maria", Device::id));

        replace(old, box);

        assertThat(tags(box)).containsExactly("floor-2", "lab");
        assertThat(tags(old)).isEmpty();
        assertThat(words(box).get(2)).contains("with what that had from the pools, its tags; no configuration");

        replace(box, mac(9));
        register(Policy.OPEN, 9, null);
        assertThat(tags(box)).isEmpty();
        assertThat(test.db()
                        .<List<String>>tx(tx -> inventory
                                .devices()
                                .find(tx, new MacAddress(mac(9)))
                                .orElseThrow()
                                .tags()
                                .all()))
                .containsExactly("floor-2", "lab");
    }

    @Test
    void theNewOneStandsWhereTheOldOneStoodAndWhatHungBehindThatHangsBehindIt() {
        long hub = placed(device(3, "acme,one", DeviceState.REGISTERED), null);
        long behind = device(4, "acme,one", DeviceState.REGISTERED);
        placed(behind, old);
        placed(old, hub);
        placed(box, old);

        replace(old, box);

        assertThat(get(box).place()).isEqualTo(new Place("aps", "floor-2", hub));
        assertThat(get(old).place()).isEqualTo(Place.NOWHERE);
        assertThat(get(behind).place().parent()).isEqualTo(box);
        assertThat(words(behind)).last().isEqualTo("parent: " + old + " → " + box);
        assertThat(words(box)).last().asString().contains("from the pools, where it stood; no configuration");
    }

    @Test
    void whatTheOldOneHungBehindTakesItsPlaceAndDoesNotHangBehindItself() {
        long hub = placed(device(3, "acme,one", DeviceState.REGISTERED), null);
        placed(box, hub);
        long between = placed(device(4, "acme,one", DeviceState.REGISTERED), box);
        placed(old, between);

        replace(old, box);

        assertThat(get(box).place().parent()).isEqualTo(hub);
        assertThat(get(between).place().parent()).isEqualTo(box);
    }

    private long placed(long id, Long parent) {
        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner);
        JsonNode above = parent == null ? NullNode.instance : LongNode.valueOf(parent);
        DeviceChange change = new DeviceChange(null, TextNode.valueOf("aps"), TextNode.valueOf("floor-2"), above);
        return actions.change(id, change, "maria", Device::id);
    }

    private List<String> tags(long id) {
        return test.db().tx(tx -> inventory.devices().get(tx, id).tags().all());
    }

    @Test
    void theOldFolderIsPutAsideByAJobThatMayBeDoneAgain() throws IOException {
        file("020000000001", "attributes", "site: 7\n");
        replace(old, box);
        assertThat(jobsOf("put-node-aside")).isEqualTo(1);
        PutAsideJob job = new PutAsideJob(inventory, nodes);

        job.run(old);
        job.run(old);
        job.run(box);

        assertThat(nodes.resolve("020000000001")).doesNotExist();
        assertThat(nodes.resolve("020000000001.replaced/attributes")).exists();
        assertThat(nodes.resolve("020000000002/attributes")).exists();
    }

    @Test
    void whatTheNewBoxHasInItsFolderStaysAndALinkToTheOldOneIsLeftAlone() throws IOException {
        file("020000000001", "attributes", "site: 7\n");
        file("020000000001", "definition", "ap\n");
        file("020000000002", "attributes", "site: 8\n");

        replace(old, box);

        assertThat(nodes.resolve("020000000002/attributes")).hasContent("site: 8\n");
        assertThat(nodes.resolve("020000000002/definition")).hasContent("ap\n");

        long third = device(3, "acme,one", DeviceState.REGISTERED);
        Files.createSymbolicLink(nodes.resolve("020000000003"), nodes.resolve("020000000002"));
        replace(box, third);
        new PutAsideJob(inventory, nodes).run(box);
        assertThat(nodes.resolve("020000000003/definition")).hasContent("ap\n");
    }

    @Test
    void onAnotherBoardNetworkAndWirelessAreLeftOut() {
        keep(old, Tarball.router("ap").file("etc/config/wireless", "x").file("root/notes", "x"));
        long other = device(3, "other,two", DeviceState.REGISTERED);

        replace(old, other);

        assertThat(files(other)).containsExactly("etc/config/system", "etc/dropbear/key", "etc/localtime");
        assertThat(handover(other).orElseThrow().name())
                .isEqualTo("configuration, version 1 without network and wireless");
    }

    @Test
    void theConfigurationIsHandedOverUntilTheBoxIsProvisionedAndIsKeptUntilThen() {
        keep(old, Tarball.router("ap"));
        replace(old, box);
        keep(box, Tarball.router("another"));
        assertThat(files(box))
                .as("of one that is kept, the one to come is another")
                .hasSize(4);

        test.db().run(tx -> restores.provisioned(tx, box));

        assertThat(handover(box)).isEmpty();
    }

    @Test
    void whoMayTakeWhosePlaceIsATable() {
        int number = 40;
        for (String row : """
                PROVISIONED PENDING true
                PROVISIONED REGISTERED true
                PROVISIONED RETRYING true
                PROVISIONED WAITING true
                PROVISIONED FAILED true
                PROVISIONED PROVISIONED false
                PROVISIONED PROVISIONING false
                PROVISIONED REBOOTING false
                PROVISIONED HOST_KEY_CHANGED false
                PROVISIONED RETIRED false
                PENDING REGISTERED false
                RETIRED REGISTERED false
                REBOOTING REGISTERED true
                PROVISIONING REGISTERED true
                FAILED REGISTERED true
                HOST_KEY_CHANGED REGISTERED true""".split("\n")) {
            String[] words = row.split(" ");
            long from = device(number++, "acme,one", DeviceState.valueOf(words[0]));
            long to = device(number++, "acme,one", DeviceState.valueOf(words[1]));
            if (words[2].equals("true")) {
                replace(from, to);
                assertThat(get(from).state()).as(row).isEqualTo(DeviceState.RETIRED);
            } else {
                assertThatThrownBy(() -> replace(from, to))
                        .as(row)
                        .isInstanceOfSatisfying(
                                Problem.class,
                                problem -> assertThat(problem.status()).isEqualTo(409));
                assertThat(get(from).state()).as(row).isEqualTo(DeviceState.valueOf(words[0]));
                assertThat(get(to).state()).as(row).isEqualTo(DeviceState.valueOf(words[1]));
            }
        }
    }

    @Test
    void whatCannotBeIsRefusedWithWords() {
        assertThatThrownBy(() -> replace(old, old)).hasMessageContaining("cannot take its own place");
        assertThatThrownBy(() -> replace(old, 99)).hasMessageContaining("no device 99");
        assertThatThrownBy(() -> replace(99, box)).hasMessageContaining("no device 99");
        assertThatThrownBy(() -> replace(old, "")).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> replace(old, "ap-1")).isInstanceOf(InvalidValue.class);
        replace(old, box);
        assertThatThrownBy(() -> replace(old, box)).hasMessageContaining("is RETIRED: it has no place to take");

        long done = device(3, "acme,one", DeviceState.PROVISIONED);
        assertThatThrownBy(() -> replace(box, done)).hasMessageContaining("force makes it give up");
        replacement.replace(box, "" + done, true, "maria");
        assertThat(get(done).number()).as("the first one's, through two boxes").isEqualTo(old);
    }

    @Test
    void ofTwoThatAreToTakeOnePlaceAtOnceOneGetsIt() throws Exception {
        String name = take(old);
        List<Long> boxes = List.of(box, device(3, "a", DeviceState.REGISTERED), device(4, "a", DeviceState.REGISTERED));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        int done = 0;
        try {
            List<Callable<Boolean>> all =
                    boxes.stream().<Callable<Boolean>>map(id -> () -> won(id)).toList();
            for (Future<Boolean> each : threads.invokeAll(all)) {
                done += each.get() ? 1 : 0;
            }
        } finally {
            threads.shutdown();
        }

        assertThat(done).isEqualTo(1);
        assertThat(boxes.stream().filter(id -> get(id).number() == old)).hasSize(1);
        long winner =
                boxes.stream().filter(id -> get(id).number() == old).findFirst().orElseThrow();
        assertThat(take(winner)).isEqualTo(name);
    }

    private boolean won(long id) {
        try {
            replace(old, id);
            return true;
        } catch (Problem refused) {
            return false;
        }
    }

    private Enrolled register(Policy policy, int number, String token) {
        Enrolment enrolment = new Enrolment(
                        inventory,
                        new EnrolmentPolicy(Optional.of(policy)),
                        new EnrolmentSecrets(test.db(), clock),
                        new DeviceHostKeys(inventory),
                        provisioner)
                .expecting(replacement);
        return enrolment.register(
                facts(number, "acme,one"),
                new Contact(IpAddress.parse("10.0.0." + number), "http://ztp", token, null, true, null));
    }

    @Test
    void aBoxThatIsNamedByItsMacTakesThePlaceWhenItRegisters() {
        String name = take(old);
        keep(old, Tarball.router("ap"));

        assertThat(replace(old, "02-00-00-00-00-09")).isEqualTo(new Replacement.Outcome(old, null, mac(9)));
        assertThat(get(old).state()).isEqualTo(DeviceState.PROVISIONED);
        Enrolled stranger = register(Policy.APPROVE, 8, null);
        Enrolled enrolled = register(Policy.APPROVE, 9, null);

        assertThat(stranger.state()).isEqualTo(DeviceState.PENDING);
        assertThat(enrolled.state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(get(old).state()).isEqualTo(DeviceState.RETIRED);
        assertThat(take(enrolled.id())).isEqualTo(name);
        assertThat(handover(enrolled.id())).isPresent();
        assertThat(provisioner.enqueued()).contains(enrolled.id());
        assertThat(test.db().<Boolean>tx(tx -> replacement.isExpected(tx, new MacAddress(mac(9)))))
                .isFalse();
    }

    @Test
    void anExpectedBoxIsLetInByNoStricterPolicyThanAnApproval() {
        replace(old, mac(9));

        assertThatThrownBy(() -> register(Policy.SECRET, 9, null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> register(Policy.CLOSED, 9, null)).isInstanceOf(Problem.class);
        assertThat(get(old).state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void aPlaceWaitsForOneBoxAndABoxForOnePlaceUntilThatIsTakenBack() {
        long third = device(3, "acme,one", DeviceState.PROVISIONED);
        replace(old, mac(9));
        replace(old, mac(10));
        assertThatThrownBy(() -> replace(third, mac(10))).hasMessageContaining("already");
        replace(third, mac(9));

        replacement.cancel(third, "maria");

        assertThatThrownBy(() -> replacement.cancel(third, "maria")).hasMessageContaining("waits for nobody");
        assertThat(register(Policy.OPEN, 9, null).state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(get(third).state()).isEqualTo(DeviceState.PROVISIONED);
    }

    @Test
    void aBoxOutOfServiceThatCallsAgainWaitsForAnOperatorWhateverItPresents() {
        String token = register(Policy.OPEN, 5, null).token();
        long fifth = test.db()
                .tx(tx -> inventory.devices().find(tx, new MacAddress(mac(5))))
                .orElseThrow()
                .id();
        set(fifth, DeviceState.PROVISIONED);
        String name = take(fifth);
        replace(fifth, box);
        int queued = provisioner.enqueued().size();

        register(Policy.OPEN, 5, token);
        register(Policy.OPEN, 5, token);
        register(Policy.APPROVE, 5, null);

        assertThat(get(fifth).state()).isEqualTo(DeviceState.RETIRED);
        assertThat(provisioner.enqueued()).hasSize(queued);
        assertThat(words(fifth))
                .filteredOn(words -> words.contains("waits for an approval"))
                .hasSize(1);

        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner);
        actions.approve(fifth, null, "maria", Device::id);

        assertThat(get(fifth).state()).isEqualTo(DeviceState.REGISTERED);
        assertThat(take(fifth)).as("not what it had").isNotEqualTo(name);
    }

    @Test
    void aRegistrationLooksForItsPlaceByAKey() {
        for (int number = 10; number < 40; number++) {
            device(number, "acme,one", DeviceState.PROVISIONED);
        }
        test.db()
                .run(tx -> tx.em()
                        .createNativeQuery("insert into successor (device_id, mac, asked_by) select id, mac, 'ops'"
                                + " from device")
                        .executeUpdate());

        for (SqlRecord.Executed each : test.sql()
                .executedDuring(() ->
                        test.db().<Boolean>tx(tx -> replacement.isExpected(tx, new MacAddress(mac(20)))))) {
            QueryPlan plan = QueryPlan.of(test.db(), each);
            assertThat(plan.fullScan()).as("%s%n%s", each, plan).isFalse();
        }
    }

    @Test
    void aBoxOutOfServiceCanBeRemoved() {
        replace(old, box);
        DeviceActions actions = new DeviceActions(inventory, new DeviceHostKeys(inventory), provisioner);

        actions.remove(old, "olga");

        assertThatThrownBy(() -> get(old)).isInstanceOf(Problem.class);
        assertThat(get(box).number()).isEqualTo(old);
    }

    @Test
    void whatCannotBeCopiedLeavesBothAsTheyAre() throws IOException {
        String name = take(old);
        file("020000000001", "attributes", "site: 7\n");
        Files.writeString(nodes.resolve("020000000002"), "a file where a folder is wanted");

        assertThatThrownBy(() -> replace(old, box)).hasMessageContaining("nodes/020000000002 cannot be written");

        assertThat(get(old).state()).isEqualTo(DeviceState.PROVISIONED);
        assertThat(take(old)).isEqualTo(name);
    }
}
