package org.openztp.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.Text;
import org.openztp.openwrt.InvalidValue;

/** The {@code health} of a definition to what is asked of one router. */
final class HealthReader {
    static final List<String> FIELDS = List.of("commands", "urls", "soak");

    private static final int MOST = 50;
    private static final int LONGEST = 4096;
    private static final Duration LONGEST_SOAK = Duration.ofDays(1);
    private static final Pattern URL = Pattern.compile("https?://[^/@\\s\\p{Cntrl}]+(?:/[!-~]*)?");
    private static final Pattern SOAK = Pattern.compile("([0-9]{1,6}) ?([smh]?)");

    private HealthReader() {}

    /** Tells what is wrong whatever the values are that it refers to. */
    static void check(Value.Group written, BiConsumer<Place, String> faults) {
        written.values().forEach((field, value) -> {
            if (value instanceof Value.Many many) {
                many.values().forEach(item -> checkOne(field, item, faults));
            } else if (!(value instanceof Value.Plain plain && plain.value() == null)) {
                checkOne(field, value, faults);
            }
        });
    }

    private static void checkOne(String field, Value value, BiConsumer<Place, String> faults) {
        Object raw = value instanceof Value.Plain plain ? plain.value() : value;
        if (raw instanceof String text && Text.refers(text)) {
            return;
        }
        try {
            if (field.equals("soak")) {
                soak(raw);
            } else if (FIELDS.contains(field)) {
                text(kind(field), field, raw);
            }
        } catch (InvalidValue e) {
            faults.accept(value.place(), e.getMessage());
        }
    }

    /** @throws Refused naming file and line */
    static Health read(Value.Group written, Resolver resolver) {
        List<Health.Check> checks = new ArrayList<>();
        Map<String, Value> fields = written.values();
        for (String field : List.of("commands", "urls")) {
            if (fields.get(field) instanceof Value.Many many) {
                many.values().forEach(item -> add(checks, field, item, resolver));
            } else if (fields.get(field) != null) {
                add(checks, field, fields.get(field), resolver);
            }
        }
        if (checks.size() > MOST) {
            throw new Refused(written.place(), "health: more than " + MOST + " commands and URLs");
        }
        Value soak = fields.get("soak");
        return new Health(List.copyOf(checks), soak == null ? Optional.empty() : soakOf(soak, resolver));
    }

    private static void add(List<Health.Check> checks, String field, Value value, Resolver resolver) {
        Object resolved = resolver.resolve(value);
        List<?> all = resolved instanceof List<?> list ? list : resolved == null ? List.of() : List.of(resolved);
        try {
            for (Object one : all) {
                checks.add(new Health.Check(value.place().toString(), kind(field), text(kind(field), field, one)));
            }
        } catch (InvalidValue e) {
            throw new Refused(value.place(), e.getMessage());
        }
    }

    private static Health.Kind kind(String field) {
        return field.equals("urls") ? Health.Kind.URL : Health.Kind.COMMAND;
    }

    private static Optional<Duration> soakOf(Value value, Resolver resolver) {
        try {
            Object resolved = resolver.resolve(value);
            return resolved == null ? Optional.empty() : Optional.of(soak(resolved));
        } catch (InvalidValue e) {
            throw new Refused(value.place(), e.getMessage());
        }
    }

    private static Duration soak(Object value) {
        Matcher m = SOAK.matcher(String.valueOf(value));
        if (m.matches()) {
            long number = Long.parseLong(m.group(1));
            Duration soak = switch (m.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
            if (soak.compareTo(LONGEST_SOAK) <= 0) {
                return soak;
            }
        }
        throw new InvalidValue("soak: seconds are wanted, or a time such as 90s, 5m or 1h; 24h at the most");
    }

    private static String text(Health.Kind kind, String field, Object value) {
        if (!(value instanceof String text) || text.isBlank() || text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw new InvalidValue(field + ": a list of texts is wanted, each of at most " + LONGEST + " characters");
        }
        if (kind == Health.Kind.URL && !URL.matcher(text).matches()) {
            throw new InvalidValue(field + ": http://HOST/… or https://HOST/… is wanted, without a name or a password");
        }
        return text;
    }
}
