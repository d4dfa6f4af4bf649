package org.openztp.device;

import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openztp.db.Page;
import org.openztp.db.Tx;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.MacAddress;

/** One {@link DeviceQuery} as a statement. Each filter and each sort has its index; a page goes on by key, not by offset. */
final class DeviceList {
    private static final List<String> SORTS = List.of("id", "hostname", "lastSeen", "release", "state", "address");

    private final DeviceQuery query;
    private final String sort;
    private final boolean descending;
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

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
            goOnAfter(Cursor.parse(query.cursor(), wanted));
        }
    }

    Page<Device> read(Tx tx) {
        String from = parameters.containsKey("q") ? BEGINS_WITH : "select d from Device d";
        String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        String way = descending ? " desc" : "";
        String order = sort.equals("id") ? "d.id" + way : "d." + sort + way + ", d.id" + way;
        TypedQuery<Device> statement = tx.em().createQuery(from + where + " order by " + order, Device.class);
        parameters.forEach(statement::setParameter);
        List<Device> rows = statement.setMaxResults(query.limit() + 1).getResultList();
        if (rows.size() <= query.limit()) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<Device> items = List.copyOf(rows.subList(0, query.limit()));
        Device last = items.get(items.size() - 1);
        return new Page<>(items, new Cursor((descending ? "-" : "") + sort, last.id(), key(last)).text());
    }

    /** One branch per index; an {@code or} over columns would read the whole table. */
    private static final String BEGINS_WITH = """
            select d from (
              select h.id as id from Device h where h.hostname like :q escape '!'
              union select m.id as id from Device m where m.mac like :qmac escape '!'
              union select a.id as id from Device a where a.address like :q escape '!'
              union select s.id as id from Device s where s.serial like :q escape '!'
            ) f join Device d on d.id = f.id""";

    private void filter(String name, String value) {
        switch (name) {
            case "state" -> equal("state", state(value));
            case "mac" -> equal("mac", MacAddress.parse(value).value());
            case "ip" -> equal("address", value);
            case "hostname", "release" -> pattern(name, value);
            case "q" -> {
                parameters.put("q", beginning(value));
                parameters.put("qmac", beginning(value.toLowerCase(Locale.ROOT).replace('-', ':')));
            }
            default -> throw new InvalidValue(name + ": no such filter");
        }
    }

    private void equal(String attribute, Object value) {
        conditions.add("d." + attribute + " = :" + attribute);
        parameters.put(attribute, value);
    }

    private void pattern(String attribute, String value) {
        if (value.endsWith("*")) {
            conditions.add("d." + attribute + " like :" + attribute + " escape '!'");
            parameters.put(attribute, beginning(value.substring(0, value.length() - 1)));
        } else {
            equal(attribute, value);
        }
    }

    private static String beginning(String value) {
        return value.replaceAll("[!%_]", "!$0") + "%";
    }

    /** Databases of both kinds put null before every value. */
    private void goOnAfter(Cursor cursor) {
        String beyond = descending ? "<" : ">";
        parameters.put("id", cursor.id());
        if (sort.equals("id")) {
            conditions.add("d.id " + beyond + " :id");
        } else if (cursor.value() == null) {
            String rest = "(d." + sort + " is null and d.id " + beyond + " :id)";
            conditions.add(descending ? rest : "(" + rest + " or d." + sort + " is not null)");
        } else {
            parameters.put("key", typed(cursor.value()));
            String nulls = descending ? " or d." + sort + " is null" : "";
            conditions.add(
                    "(d.%1$s %2$s :key or (d.%1$s = :key and d.id %2$s :id)%3$s)".formatted(sort, beyond, nulls));
        }
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
