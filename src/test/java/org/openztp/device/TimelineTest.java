package org.openztp.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openztp.db.Page;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-03-29T01:30:00Z");
    private final List<DeviceEvent> events = new ArrayList<>();

    private DeviceEvent add(long second, EventKind kind, String message) {
        DeviceEvent event = new DeviceEvent(7, START.plusSeconds(second), kind, message);
        try {
            Field id = DeviceEvent.class.getDeclaredField("id");
            id.setAccessible(true);
            id.set(event, events.size() + 1L);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        events.add(event);
        return event;
    }

    private Timeline newestFirst() {
        List<DeviceEvent> turned = new ArrayList<>(events);
        Collections.reverse(turned);
        return Timeline.of(new Page<>(turned, null));
    }

    @Test
    void factsThatChangedAtOnceAreOneEntry() {
        add(0, EventKind.REGISTERED, "first contact");
        add(5, EventKind.CHANGED, "model: (none) → A");
        add(5, EventKind.CHANGED, "arch: (none) → B");
        add(9, EventKind.CHANGED, "model: A → C");
        assertThat(newestFirst().entries())
                .extracting(entry -> entry.events().size())
                .containsExactly(1, 2, 1);
    }

    @Test
    void aRunIsOneEntryWithItsOutputInTheOrderItWasWritten() {
        add(0, EventKind.STEP, "init.sh started").ofRun(3L);
        add(1, EventKind.OUTPUT, "").ofRun(3L).with("one\r\ntwo ");
        add(2, EventKind.CHANGED, "hostname: a → b");
        add(3, EventKind.OUTPUT, "").ofRun(3L).with("three\n");
        add(21, EventKind.STEP, "init.sh: exit code 0").ofRun(3L);
        List<Timeline.Entry> entries = newestFirst().entries();
        assertThat(entries).hasSize(2);
        Timeline.Entry run = entries.get(0);
        assertThat(run.output()).isEqualTo("one\ntwo three\n");
        assertThat(run.lastOutput()).isEqualTo(4);
        assertThat(run.length()).isEqualTo(Duration.ofSeconds(21));
        assertThat(run.events())
                .extracting(DeviceEvent::message)
                .containsExactly("init.sh: exit code 0", "init.sh started");
        assertThat(run.cut()).isFalse();
    }

    @Test
    void ofALongOutputTheEndIsShown() {
        for (int i = 0; i < 20; i++) {
            add(i, EventKind.OUTPUT, "").ofRun(3L).with("x".repeat(8000) + i + "\n");
        }
        Timeline.Entry run = newestFirst().entries().get(0);
        assertThat(run.output()).hasSize(Timeline.OUTPUT_SHOWN).endsWith("x19\n");
        assertThat(run.cut()).isTrue();
    }

    @Test
    void aTransitionIsAMarkAndItsWords() {
        DeviceEvent failed = add(0, EventKind.STATE, "FAILED: gave up: exit code 3");
        assertThat(Timeline.state(failed)).contains(DeviceState.FAILED);
        assertThat(Timeline.words(failed)).isEqualTo("gave up: exit code 3");
        assertThat(Timeline.words(add(1, EventKind.STATE, "PROVISIONED: provisioned")))
                .isEmpty();
        assertThat(Timeline.words(add(2, EventKind.STATE, "PROVISIONING: provisioning, attempt 2")))
                .isEqualTo("attempt 2");
        assertThat(Timeline.state(add(3, EventKind.STEP, "FAILED: to say it well")))
                .isEmpty();
    }
}
