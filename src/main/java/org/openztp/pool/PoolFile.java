package org.openztp.pool;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.openztp.openwrt.InvalidValue;

/** What a file of conf/resources says: the values of one pool, in their order. No value stands in it twice. */
final class PoolFile {
    /** The place of all values that are kept for one node; those of the others are counted from 0. */
    static final int RESERVED = -1;

    /** So many values of each stretch are laid out as rows beyond those that are taken. */
    static final int AHEAD = 32;

    private static final int MOST_PATTERNS = 100;

    /** Where a value stands: which of the file's stretches, which number in it. */
    record Spot(int place, Stretch stretch, BigInteger number) {
        String value() {
            return stretch.spelling().write(number);
        }

        /** The one that must be a row when this one is taken, so that there is always one to take next. */
        Optional<Spot> ahead() {
            BigInteger next = number.add(BigInteger.valueOf(AHEAD));
            return stretch.holds(next) ? Optional.of(new Spot(place, stretch, next)) : Optional.empty();
        }
    }

    private final List<Spot> starts = new ArrayList<>();
    private final Map<String, Spot> plain = new HashMap<>();
    private final Map<Spelling, NavigableMap<BigInteger, Spot>> ranges = new LinkedHashMap<>();
    private final Map<String, List<String>> reserved = new HashMap<>();
    private int reservedCount;
    private BigInteger free = BigInteger.ZERO;

    /** @throws InvalidValue when a value of it is here already */
    void add(Stretch stretch) {
        Spot start = new Spot(starts.size(), stretch, stretch.first());
        note(start);
        starts.add(start);
        free = free.add(stretch.size());
    }

    /** A value that only this node gets. */
    void reserve(Stretch value, String node) {
        Spot spot = new Spot(RESERVED, value, value.first());
        note(spot);
        reserved.computeIfAbsent(Holder.plain(node), id -> new ArrayList<>()).add(spot.value());
        reservedCount++;
    }

    private void note(Spot start) {
        Stretch stretch = start.stretch();
        if (stretch.spelling() instanceof Spelling.Plain value) {
            if (find(value.text()).isPresent()) {
                throw new InvalidValue(value.text() + " is in this pool already");
            }
            plain.put(value.text(), start);
            return;
        }
        if (stretch.spelling() instanceof Spelling.Numbered names) {
            refuseLikeness(names);
            refusePlain(stretch);
        }
        NavigableMap<BigInteger, Spot> alike = ranges.computeIfAbsent(stretch.spelling(), s -> new TreeMap<>());
        Map.Entry<BigInteger, Spot> before = alike.floorEntry(stretch.last());
        if (before != null && before.getValue().stretch().last().compareTo(stretch.first()) >= 0) {
            throw new InvalidValue(
                    stretch.spelling().write(before.getKey().max(stretch.first())) + " is in this pool already");
        }
        alike.put(stretch.first(), start);
    }

    private void refusePlain(Stretch names) {
        for (String value : plain.keySet()) {
            if (names.spelling().read(value).filter(names::holds).isPresent()) {
                throw new InvalidValue(value + " is in this pool already");
            }
        }
    }

    private void refuseLikeness(Spelling.Numbered names) {
        if (ranges.size() > MOST_PATTERNS) {
            throw new InvalidValue("a pool has at most " + MOST_PATTERNS + " different patterns");
        }
        for (Spelling other : ranges.keySet()) {
            if (other instanceof Spelling.Numbered others && !others.equals(names) && others.mayMeet(names)) {
                throw new InvalidValue(
                        "pattern: it and " + others.before() + "%d" + others.after() + " may give the same names");
            }
        }
    }

    Optional<Spot> find(String value) {
        Spot exact = plain.get(value);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (Map.Entry<Spelling, NavigableMap<BigInteger, Spot>> alike : ranges.entrySet()) {
            Optional<Spot> found = alike.getKey().read(value).flatMap(number -> find(alike.getValue(), number));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Spot> find(NavigableMap<BigInteger, Spot> alike, BigInteger number) {
        return Optional.ofNullable(alike.floorEntry(number))
                .map(Map.Entry::getValue)
                .filter(start -> start.stretch().holds(number))
                .map(start -> new Spot(start.place(), start.stretch(), number));
    }

    /** The values kept for a node of one of these names. */
    List<String> reservedFor(Holder holder) {
        return holder.nodes().stream()
                .map(node -> reserved.getOrDefault(node, List.of()))
                .flatMap(List::stream)
                .toList();
    }

    /** How many values anybody may take. */
    BigInteger free() {
        return free;
    }

    int reserved() {
        return reservedCount;
    }

    BigInteger total() {
        return free.add(BigInteger.valueOf(reservedCount));
    }

    boolean isEmpty() {
        return total().signum() == 0;
    }

    /**
     * What is to be laid out besides the rows there are: the first values of each stretch, and for each that is taken the
     * one {@link #AHEAD} of it. So a free row is missing only when every value of every stretch is taken.
     */
    List<Spot> missing(Set<String> rows, Set<String> taken) {
        Map<String, Spot> missing = new LinkedHashMap<>();
        for (Spot start : starts) {
            BigInteger end = start.stretch().last().min(start.number().add(BigInteger.valueOf(AHEAD - 1L)));
            for (BigInteger n = start.number(); n.compareTo(end) <= 0; n = n.add(BigInteger.ONE)) {
                lay(new Spot(start.place(), start.stretch(), n), rows, missing);
            }
        }
        taken.stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .filter(spot -> spot.place() != RESERVED)
                .map(Spot::ahead)
                .flatMap(Optional::stream)
                .forEach(spot -> lay(spot, rows, missing));
        return List.copyOf(missing.values());
    }

    private static void lay(Spot spot, Set<String> rows, Map<String, Spot> missing) {
        String value = spot.value();
        if (!rows.contains(value)) {
            missing.putIfAbsent(value, spot);
        }
    }
}
