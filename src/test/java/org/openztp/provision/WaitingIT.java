package org.openztp.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openztp.device.DeviceState;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;
import org.openztp.job.Next;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.MacAddress;
import org.openztp.planned.PlanFollow;
import org.openztp.script.Reason;
import org.openztp.testkit.FakeRouter;
import org.openztp.testkit.Workshop;

/** A device that cannot be planned waits, says why, and goes on by itself. */
class WaitingIT extends ProvisionBench {
    @BeforeEach
    void offerNothing() {
        image = Optional.empty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(workshop.conf(name), text);
        workshop.clock().advance(Duration.ofSeconds(1));
    }

    private void definition(String action) throws IOException {
        write("definitions/default.yaml", "actions:\n  - " + action + "\n");
    }

    private List<String> transitions() {
        return workshop.events(id).stream()
                .filter(event -> event.kind() == EventKind.STATE)
                .map(DeviceEvent::message)
                .toList();
    }

    @Test
    void withoutAPatternItWaitsUntilOneMatches() throws IOException {
        write("neighbordb", "patterns:\n  - {name: others, definition: default, match: {board_name: 'other,*'}}\n");
        Instant look = ((Next.Again) runOnce()).at();
        assertIs(DeviceState.WAITING, Reason.NO_PATTERN);
        assertThat(device().attempts()).isZero();
        assertThat(router.starts()).isZero();
        int connections = router.sshd().connections().size();
        int lines = transitions().size();

        workshop.clock().set(look);
        assertThat(runOnce()).isInstanceOf(Next.Again.class);
        assertThat(router.sshd().connections()).as("nobody asks the device").hasSize(connections);
        assertThat(transitions()).as("nothing new is told").hasSize(lines);

        write("neighbordb", "patterns:\n  - {name: this, definition: default, match: {board_name: 'acme,*'}}\n");
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void itsTagMayBeWhatWasMissingAndIsSeenAtOnce() throws IOException {
        write("neighbordb", "patterns:\n  - {name: lab, definition: default, match: {tags: lab}}\n");
        runOnce();
        assertIs(DeviceState.WAITING, Reason.NO_PATTERN);
        assertThat(jobOf(id)).isNull();

        operator().tag(id, "lab", "maria", device -> null);

        assertThat(jobOf(id)).as("it is told at once").isNotNull();
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void aChangeOfItsTagsMakesADeviceOutdatedWhereThatChangesItsPlan() throws IOException {
        write("neighbordb", """
                patterns:
                  - {name: lab, definition: other, match: {tags: lab}}
                  - {name: all, definition: default, match: {}}
                """);
        write("definitions/other.yaml", "actions: [{action: set_hostname, attributes: {hostname: lab}}]\n");
        runToTheEnd();
        PlanFollow follow = new PlanFollow(planning(workshop), plans(workshop));

        operator().tag(id, "roof", "maria", device -> null);
        assertThat(outdated(follow)).isFalse();
        operator().tag(id, "lab", "maria", device -> null);
        assertThat(outdated(follow)).isTrue();
        operator().untag(id, "lab", "maria", device -> null);
        assertThat(outdated(follow)).isFalse();
    }

    @Test
    void aBadPlanIsSaidWithItsLineAndGoesOnWhenItIsMended() throws IOException {
        definition("{action: set_hostname, attributes: {hostname: $nowhere}}");
        runOnce();
        assertIs(DeviceState.WAITING, Reason.BAD_PLAN);
        assertThat(lastStep()).contains("definitions/default.yaml:2", "$nowhere");

        write("attributes.yaml", "elsewhere: x\n");
        definition("{action: set_hostname, attributes: {hostname: $elsewher}}");
        runOnce();
        assertThat(lastStep()).as("the news is told").contains("$elsewher: ");

        definition("{action: set_hostname, attributes: {hostname: $elsewhere}}");
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void whatTheDeviceSaysLaterMayBeWhatWasMissing() throws IOException {
        definition("{action: set_hostname, attributes: {hostname: $place}}");
        runOnce();
        assertIs(DeviceState.WAITING, Reason.BAD_PLAN);

        workshop.db()
                .run(tx -> workshop.inventory()
                        .devices()
                        .get(tx, id)
                        .update(
                                new Facts(new MacAddress(mac), Map.of("place", "lobby")),
                                workshop.inventory().now()));
        runToTheEnd();

        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void whereAPoolIsExhaustedTheNextFreeValueGoesToWhoWaits() throws IOException {
        write("resources/names.yaml", "- only-one\n");
        definition("{action: set_hostname, attributes: {hostname: \"allocate('names')\"}}");
        String otherMac = newMac();
        try (FakeRouter other = new FakeRouter(otherMac, OLD);
                Workshop shop = new Workshop(home.resolve("other"), other.sshd().port(), test.db())) {
            runToTheEnd();
            assertIs(DeviceState.PROVISIONED, null);
            long late = shop.register(otherMac);
            Files.writeString(shop.conf("resources/names.yaml"), "- only-one\n");
            Files.copy(
                    workshop.conf("definitions/default.yaml"),
                    shop.conf("definitions/default.yaml"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            shop.clock().set(workshop.clock().instant());
            newJob(shop).run(late);
            assertThat(shop.device(late).state()).isEqualTo(DeviceState.WAITING);
            assertThat(shop.device(late).reason()).isEqualTo(Reason.POOL_EXHAUSTED);
            assertThat(shop.events(late).toString()).isNotEmpty();

            operator().remove(id, "olga");

            assertThat(jobOf(late)).as("it is told at once").isNotNull();
            newJob(shop).run(late);
            assertThat(shop.device(late).state()).isEqualTo(DeviceState.PROVISIONED);
        }
    }

    @Test
    void whereAPlanTakesTwoAndOneIsLeftTheDeviceIsLeftAlone() throws IOException {
        write("resources/pairs.yaml", "- only-one\n");
        definition(
                "{action: set_hostname, attributes: {hostname: \"${allocate('pairs')}-${allocate('pairs', 'b')}\"}}");
        Instant look = ((Next.Again) runOnce()).at();
        assertIs(DeviceState.WAITING, Reason.POOL_EXHAUSTED);
        int connections = router.sshd().connections().size();
        int lines = transitions().size();

        workshop.clock().set(look);
        assertThat(runOnce()).isInstanceOf(Next.Again.class);

        assertThat(router.sshd().connections()).hasSize(connections);
        assertThat(transitions()).hasSize(lines);
        write("resources/pairs.yaml", "- only-one\n- and-another\n");
        runToTheEnd();
        assertIs(DeviceState.PROVISIONED, null);
    }

    private Object jobOf(long device) {
        List<?> rows = workshop.db()
                .tx(tx -> tx.em()
                        .createNativeQuery(
                                "select execution_time from scheduled_tasks where task_name = 'provision' and task_instance = '"
                                        + device + "'")
                        .getResultList());
        return rows.isEmpty() ? null : rows.get(0);
    }

    @Test
    void anOperatorMayHaveItTriedNow() throws IOException {
        write("neighbordb", "patterns: []\n");
        runOnce();
        assertIs(DeviceState.WAITING, Reason.NO_PATTERN);
        write("neighbordb", "patterns:\n  - {name: all, definition: default, match: {}}\n");
        operator().retry(id, "admin", device -> null);
        assertThat(runOnce()).isEqualTo(Next.done());
        assertIs(DeviceState.PROVISIONED, null);
    }

    @Test
    void onlyAChangedPlanMakesADeviceOutdated() throws IOException {
        definition("{action: set_hostname, attributes: {hostname: one}}");
        runToTheEnd();
        PlanFollow follow = new PlanFollow(planning(workshop), plans(workshop));
        assertThat(outdated(follow)).isFalse();
        definition("{action: set_hostname, attributes: {hostname: two}}");
        assertThat(outdated(follow)).isTrue();
        definition("{action: set_hostname, attributes: {hostname: $nowhere}}");
        assertThat(outdated(follow))
                .as("a plan that cannot be made changes nothing")
                .isFalse();
        definition("{action: set_hostname, attributes: {hostname: one}}");
        assertThat(outdated(follow)).isFalse();
    }

    private boolean outdated(PlanFollow follow) {
        workshop.clock().advance(Duration.ofSeconds(1));
        return workshop.db()
                .txRetrying(tx ->
                        follow.isOutdated(tx, workshop.inventory().devices().get(tx, id)));
    }
}
