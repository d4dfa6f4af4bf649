package org.openztp.device;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;

/**
 * One {@link DeviceQuery} read by key, not by offset. What lies beyond the page before is read as up to three stretches of
 * one index, one after the other: an {@code or} over them would read the index from its start.
 */
final class DeviceList {
    private static final List<String> SORTS = List.of("id", "hostname", "lastSeen", "release", "state", "address");
    private static final List<String> NULLABLE = List.of("hostname", "release", "address");

    private static final String LOCATION = "place.location";
    private static final String HAS_TAG = "exists (select 1 from DeviceTag t where t.device = d and t.tag = :tag)";

    private final DeviceQuery query;
    private final String sort;
    private final boolean descending;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> fixed = new ArrayList<>();
    private boolean tagged;
    private final Map<String, Object> parameters = new HashMap<>();
    private final List<Stretch> stretches;

    DeviceList(DeviceQuery query) {
        this.query = query;
        String wanted = query.sort() == null || query.sort().isBlank() ? "id" : query.sort();
        descending = wanted.startsWith("-");
        sort = descending ? wanted.substring(1) : wanted;
        if (!SORTS.contains(sort)) {
            throw new InvalidValue("sort: one of " + String.join(", ", SORTS) + " is wanted, with - for descending");
        }
        query.filters().forEach((name, value) -> {
            if (value != null && !value.isBlank()) {
                filter(name, value.strip());
            }
        });
        if (query.cursor() != null && !query.cursor().isBlank()) {
            stretches = beyond(Cursor.parse(query.cursor(), wanted));
        } else {
            stretches = List.of(Stretch.WHOLE);
        }
    }

    Page<Device> read(Tx tx) {
        List<Device> rows = new ArrayList<>();
        for (Stretch stretch : stretches) {
            int missing = query.limit() + 1 - rows.size();
            if (missing > 0) {
                rows.addAll(read(tx, stretch, missing));
            }
        }
        List<Device> items = List.copyOf(rows.subList(0, Math.min(rows.size(), query.limit())));
        readTags(tx, items);
        if (items.size() == rows.size()) {
            return new Page<>(items, null);
        }
        Device last = items.get(items.size() - 1);
        return new Page<>(items, new Cursor((descending ? "-" : "") + sort, last.id(), key(last)).text());
    }

    /** All at once, not each one's when it is asked for them. */
    private static void readTags(Tx tx, List<Device> devices) {
        if (!devices.isEmpty()) {
            tx.em()
                    .createQuery("select d from Device d left join fetch d.tags.rows where d in :devices", Device.class)
                    .setParameter("devices", devices)
                    .getResultList();
        }
    }

    private List<Device> read(Tx tx, Stretch stretch, int most) {
        List<String> all = new ArrayList<>(conditions);
        if (tagged) {
            all.add(alongTags() ? "t.tag = :tag" : HAS_TAG);
        }
        all.addAll(stretch.conditions());
        String where = all.isEmpty() ? "" : " where " + String.join(" and ", all);
        String way = descending ? " desc" : "";
        String order = indexColumn().map(column -> column + way + ", ").orElse("") + idColumn() + way;
        String source = alongTags() ? "DeviceTag t join t.device d" : "Device d";
        TypedQuery<Device> statement =
                tx.em().createQuery("select d from " + source + where + " order by " + order, Device.class);
        parameters.forEach(statement::setParameter);
        stretch.parameters().forEach(statement::setParameter);
        return statement.setMaxResults(most).getResultList();
    }

    /**
     * What stands before the id in the index to read along: the sort's column, or the one that is the same in all rows
     * found, which H2 wants named all the same.
     */
    private Optional<String> indexColumn() {
        if (!sort.equals("id")) {
            return Optional.of("d." + sort);
        }
        if (alongTags()) {
            return Optional.of("t.tag");
        }
        return fixed.size() == 1 ? Optional.of("d." + fixed.get(0)) : Optional.empty();
    }

    /** Whether the index of tags is read along; not where a location is asked for, which has fewer devices. */
    private boolean alongTags() {
        return tagged && !fixed.contains(LOCATION);
    }

    /** With a tag the index of tags is read along, however many devices have it. */
    private String idColumn() {
        return alongTags() && sort.equals("id") ? "fk(t.device)" : "d.id";
    }

    /** A part of the sort's index that lies in one piece. */
    private record Stretch(List<String> conditions, Map<String, Object> parameters) {
        static final Stretch WHOLE = new Stretch(List.of(), Map.of());
    }

    /** One branch per index; an {@code or} over columns would read the whole table. */
    private static final String BEGINS_WITH = """
            d.id in (select f.id from (
              select h.id as id from Device h where h.hostname between :q and :qEnd
              union select m.id as id from Device m where m.mac between :qmac and :qmacEnd
              union select a.id as id from Device a where a.address between :q and :qEnd
              union select s.id as id from Device s where s.serial between :q and :qEnd
            ) f)""";

    /** No value holds it, and it comes after every character that one may hold. */
    private static final char LAST = '\uFFFF';

    private void filter(String name, String value) {
        switch (name) {
            case "state" -> equal("state", state(value));
            case "mac" -> equal("mac", MacAddress.parse(value).value());
            case "ip" -> equal("address", value);
            case "group" -> equal("place.group", Place.checked(name, value));
            case "location" -> equal(LOCATION, Place.checked(name, value));
            case "hostname", "release" -> pattern(name, value);
            case "tag" -> {
                tagged = true;
                parameters.put("tag", Tags.checked(value));
            }
            case "q" -> {
                conditions.add(BEGINS_WITH);
                beginning("q", value);
                beginning("qmac", value.toLowerCase(Locale.ROOT).replace('-', ':'));
            }
            default -> throw new InvalidValue(name + ": no such filter");
        }
    }

    private void equal(String attribute, Object value) {
        fixed.add(attribute);
        String parameter = attribute.replace('.', '_');
        conditions.add("d." + attribute + " = :" + parameter);
        parameters.put(parameter, value);
    }

    private void pattern(String attribute, String value) {
        if (value.endsWith("*")) {
            conditions.add("d.%1$s between :%1$s and :%1$sEnd".formatted(attribute));
            beginning(attribute, value.substring(0, value.length() - 1));
        } else {
            equal(attribute, value);
        }
    }

    /** A range and not a {@code like}: inside a union H2 finds no place in the index for a pattern. */
    private void beginning(String parameter, String value) {
        parameters.put(parameter, value);
        parameters.put(parameter + "End", value + LAST);
    }

    /** What lies beyond the cursor, in the order of the page. Databases of both kinds put null before every value. */
    private List<Stretch> beyond(Cursor cursor) {
        String beyond = descending ? " < " : " > ";
        String column = "d." + sort;
        String laterId = idColumn() + beyond + ":id";
        Map<String, Object> id = Map.of("id", cursor.id());
        if (sort.equals("id")) {
            return List.of(new Stretch(List.of(laterId), id));
        }
        if (cursor.value() == null) {
            Stretch nulls = new Stretch(List.of(column + " is null", laterId), id);
            // every value is at least the empty one, and unlike "is not null" this finds its place in the index
            Stretch values = new Stretch(List.of(column + " >= ''"), Map.of());
            return descending ? List.of(nulls) : List.of(nulls, values);
        }
        Object key = typed(cursor.value());
        Stretch same = new Stretch(List.of(column + " = :key", laterId), Map.of("key", key, "id", cursor.id()));
        Stretch rest = new Stretch(List.of(column + beyond + ":key"), Map.of("key", key));
        Stretch nulls = new Stretch(List.of(column + " is null"), Map.of());
        return descending && NULLABLE.contains(sort) ? List.of(same, rest, nulls) : List.of(same, rest);
    }

    private String key(Device device) {
        return switch (sort) {
            case "hostname" -> device.hostname();
            case "lastSeen" -> device.lastSeen().toString();
            case "release" -> device.release();
            case "state" -> device.state().name();
            case "address" -> device.address();
            default -> null;
        };
    }

    private Object typed(String value) {
        try {
            return switch (sort) {
                case "lastSeen" -> Instant.parse(value);
                case "state" -> state(value);
                default -> value;
            };
        } catch (DateTimeParseException e) {
            throw Cursor.foreign();
        }
    }

    private static DeviceState state(String value) {
        try {
            return DeviceState.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new InvalidValue("state: one of " + List.of(DeviceState.values()) + " is wanted");
        }
    }
}
