package org.openztp.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.ws.rs.core.MultivaluedMap;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.openztp.db.Page;
import org.openztp.db.Tx;

/** What the page of all devices shows: the counts per state, one page of rows, and the links that ask for another. */
public record DeviceTable(Asked asked, Page<DeviceView> page, List<Share> shares, long lastEvent, Instant now) {
    /** Newest first: a device that appears is the first row. */
    static final String USUAL_SORT = "-id";

    static final int ROWS = 50;

    /** The filters of the page besides the search and the state, by name. */
    static final List<String> BY_WORD = List.of("tag", "group", "location");

    /**
     * The page as the address asks for it; a part that is not asked for is empty.
     *
     * @param words the values of {@link #BY_WORD}, none empty
     */
    public record Asked(String q, String state, Map<String, String> words, String sort, String cursor) {
        public Asked {
            q = q == null ? "" : q.strip();
            state = state == null ? "" : state.strip().toUpperCase(Locale.ROOT).replace('-', '_');
            sort = sort == null || sort.isBlank() ? USUAL_SORT : sort;
            cursor = cursor == null ? "" : cursor;
        }

        static Asked of(MultivaluedMap<String, String> query) {
            Map<String, String> words = new HashMap<>();
            for (String name : BY_WORD) {
                String word = query.getFirst(name);
                if (word != null && !word.isBlank()) {
                    words.put(name, word.strip());
                }
            }
            return new Asked(
                    query.getFirst("q"),
                    query.getFirst("state"),
                    words,
                    query.getFirst("sort"),
                    query.getFirst("cursor"));
        }

        DeviceQuery query() {
            Map<String, String> filters = new HashMap<>(words);
            filters.put("q", q);
            filters.put("state", state);
            return new DeviceQuery(filters, sort, cursor.isEmpty() ? null : cursor, ROWS);
        }

        private Asked by(String name, String word) {
            Map<String, String> others = new HashMap<>(words);
            if (word == null) {
                others.remove(name);
            } else {
                others.put(name, word);
            }
            return new Asked(q, state, others, sort, null);
        }

        /** Relative to the page itself. */
        private String link() {
            StringJoiner parts = new StringJoiner("&", "?", "");
            add(parts, "q", q);
            add(parts, "state", state.toLowerCase(Locale.ROOT));
            BY_WORD.forEach(name -> add(parts, name, words.getOrDefault(name, "")));
            add(parts, "sort", sort.equals(USUAL_SORT) ? "" : sort);
            add(parts, "cursor", cursor);
            return parts.toString();
        }

        private static void add(StringJoiner parts, String name, String value) {
            if (!value.isEmpty()) {
                parts.add(name + "=" + URLEncoder.encode(value, UTF_8));
            }
        }
    }

    /** One state's part of all devices, as a stretch of a bar from 0 to 100. */
    public record Share(DeviceState state, long count, double from, double width) {}

    static DeviceTable read(Tx tx, Inventory inventory, Asked asked) {
        long last = inventory.events().lastId(tx);
        Page<Device> page = inventory.devices().list(tx, asked.query());
        List<DeviceView> rows = page.items().stream().map(DeviceView::inList).toList();
        List<Share> shares = shares(inventory.devices().countByState(tx));
        return new DeviceTable(asked, new Page<>(rows, page.next()), shares, last, inventory.now());
    }

    /** Stretches in the order of the states; a state with few devices among many stays wide enough to be seen. */
    static List<Share> shares(Map<DeviceState, Long> counts) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        double least = 0.8;
        double wanted = counts.values().stream()
                .mapToDouble(count -> Math.max(least, 100.0 * count / total))
                .sum();
        List<Share> shares = new ArrayList<>();
        double at = 0;
        for (DeviceState state : DeviceState.values()) {
            long count = counts.getOrDefault(state, 0L);
            double width = count == 0 ? 0 : Math.max(least, 100.0 * count / total) * 100 / wanted;
            shares.add(new Share(state, count, rounded(at), rounded(width)));
            at += width;
        }
        return shares;
    }

    private static double rounded(double percent) {
        return Math.round(percent * 1000) / 1000.0;
    }

    public long total() {
        return shares.stream().mapToLong(Share::count).sum();
    }

    /** Whether only some of the devices are asked for. */
    public boolean filtered() {
        return !asked.q().isEmpty()
                || !asked.state().isEmpty()
                || !asked.words().isEmpty();
    }

    /** The list of one state, or of all states for null; the search and the order stay. */
    public String inState(DeviceState state) {
        return new Asked(asked.q(), state == null ? null : state.name(), asked.words(), asked.sort(), null).link();
    }

    /** The list of the devices with a tag, in a group, or at a location; of all for null; all else stays. */
    public String by(String name, String word) {
        return asked.by(name, word).link();
    }

    /** What the list goes by besides the search and the state: the name of the filter and its value. */
    public List<Map.Entry<String, String>> words() {
        return BY_WORD.stream()
                .filter(asked.words()::containsKey)
                .map(name -> Map.entry(name, asked.words().get(name)))
                .toList();
    }

    public boolean isIn(DeviceState state) {
        return asked.state().equals(state == null ? "" : state.name());
    }

    /** The list by a column; a second click turns the order around. */
    public String sortedBy(String column) {
        boolean turn = asked.sort().equals(column)
                || column.equals("lastSeen") && !asked.sort().equals("-lastSeen");
        return new Asked(asked.q(), asked.state(), asked.words(), (turn ? "-" : "") + column, null).link();
    }

    /** The value of {@code aria-sort}; null for the columns the list is not sorted by. */
    public String order(String column) {
        if (asked.sort().equals(column)) {
            return "ascending";
        }
        return asked.sort().equals("-" + column) ? "descending" : null;
    }

    public String firstPage() {
        return new Asked(asked.q(), asked.state(), asked.words(), asked.sort(), null).link();
    }

    public String nextPage() {
        return new Asked(asked.q(), asked.state(), asked.words(), asked.sort(), page.next()).link();
    }
}
