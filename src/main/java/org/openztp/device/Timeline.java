package org.openztp.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.history.DeviceEvent;
import org.openztp.history.EventKind;

/**
 * A device's history as its page tells it, newest first: the facts that changed at one time are one entry, and so is a
 * script's run with its output.
 *
 * @param older the cursor of what came before; null when this is all
 */
public record Timeline(List<Entry> entries, String older) {
    /** So many characters of a run's output are on the page, from its end. */
    static final int OUTPUT_SHOWN = 64 * 1024;

    /** One entry; {@code events} are its lines, newest first, without output. */
    public static final class Entry {
        private final List<DeviceEvent> events = new ArrayList<>();
        private final StringBuilder output = new StringBuilder();
        private final DeviceEvent newest;
        private DeviceEvent oldest;
        private long lastOutput;
        private boolean cut;

        private Entry(DeviceEvent newest) {
            this.newest = newest;
        }

        private void add(DeviceEvent event) {
            oldest = event;
            if (event.kind() != EventKind.OUTPUT) {
                events.add(event);
                return;
            }
            lastOutput = Math.max(lastOutput, event.id());
            if (output.length() >= OUTPUT_SHOWN) {
                cut = true;
            } else {
                output.insert(0, printed(event));
            }
        }

        public List<DeviceEvent> events() {
            return events;
        }

        public EventKind kind() {
            return newest.kind();
        }

        public Instant at() {
            return newest.at();
        }

        public Long run() {
            return newest.runId();
        }

        public String actor() {
            return newest.actor();
        }

        /** How long the run took so far. */
        public Duration length() {
            return Duration.between(oldest.at(), newest.at());
        }

        public boolean hasOutput() {
            return lastOutput > 0;
        }

        public String output() {
            int tooMuch = output.length() - OUTPUT_SHOWN;
            return tooMuch > 0 ? output.substring(tooMuch) : output.toString();
        }

        /** Whether the run wrote more than is shown. */
        public boolean cut() {
            return cut || output.length() > OUTPUT_SHOWN;
        }

        /** The id of the last piece of output that is shown. */
        public long lastOutput() {
            return lastOutput;
        }
    }

    static Timeline of(Page<DeviceEvent> page) {
        List<Entry> entries = new ArrayList<>();
        Map<Long, Entry> runs = new HashMap<>();
        for (DeviceEvent event : page.items()) {
            Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
            Entry entry = event.runId() != null ? runs.get(event.runId()) : sameChange(last, event) ? last : null;
            if (entry == null) {
                entry = new Entry(event);
                entries.add(entry);
                if (event.runId() != null) {
                    runs.put(event.runId(), entry);
                }
            }
            entry.add(event);
        }
        return new Timeline(entries, page.next());
    }

    private static boolean sameChange(Entry last, DeviceEvent event) {
        return last != null
                && event.kind() == EventKind.CHANGED
                && last.kind() == EventKind.CHANGED
                && last.at().equals(event.at());
    }

    /** A piece of output with the line ends of this side. */
    static String printed(DeviceEvent event) {
        String text = event.detail() == null ? event.message() : event.detail();
        return text.replace("\r\n", "\n");
    }

    /** The state a line tells of; empty for lines that tell something else. */
    public static Optional<DeviceState> state(DeviceEvent event) {
        if (event.kind() != EventKind.STATE) {
            return Optional.empty();
        }
        for (DeviceState state : DeviceState.values()) {
            if (event.message().startsWith(state + ": ")) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /** A line without the state in front, which the page shows as a mark and does not say twice. */
    public static String words(DeviceEvent event) {
        Optional<DeviceState> state = state(event);
        if (state.isEmpty()) {
            return event.message();
        }
        String words = event.message().substring(state.get().name().length() + 2);
        String label = Wording.label(state.get()).toLowerCase(Locale.ROOT);
        return words.equals(label) ? "" : words.startsWith(label + ", ") ? words.substring(label.length() + 2) : words;
    }
}
