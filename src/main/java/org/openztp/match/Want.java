package org.openztp.match;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.Facts;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/** One value that a pattern's {@code match:} allows for one thing known of a device. What is not known is no such value. */
record Want(String written, Predicate<Known> met) {
    static final String MAC = "mac";
    static final String SUBNET = "subnet";
    static final String TAGS = "tags";

    /** What {@code match:} is meant for; any other fact's name will do too. */
    static final List<String> KEYS = List.of(
            MAC,
            Facts.SERIAL,
            Facts.BOARD_NAME,
            Facts.MODEL,
            Facts.TARGET,
            Facts.RELEASE,
            Facts.HOSTNAME,
            SUBNET,
            "interface",
            TAGS);

    private static final Pattern SEPARATORS = Pattern.compile("[:.-]");
    private static final Pattern MAC_PART = Pattern.compile("[0-9a-f*?]{1,12}");
    private static final Pattern COMPARISON = Pattern.compile("(>=|<=|==|!=|>|<|=)\\s*([^\\s,<>=!]+)[\\s,]*");
    private static final Pattern RANGE_SIGN = Pattern.compile("[<>=!,\\s]");

    /** @throws InvalidValue saying what a value of that kind looks like */
    static Want of(String key, String written) {
        return new Want(
                written,
                switch (key) {
                    case MAC -> mac(written);
                    case SUBNET -> subnet(written);
                    case TAGS -> tags(Term.glob(written));
                    case Facts.RELEASE -> release(written);
                    default -> has(key, Term.glob(written));
                });
    }

    static Want fact(String key, Term term) {
        return new Want(term.written(), has(key, term));
    }

    /** What is known of the device under that key, as a message shows it. */
    static Optional<String> shown(String key, Known device) {
        Subject subject = device.subject();
        return switch (key) {
            case MAC -> Optional.of(subject.facts().mac().value());
            case SUBNET -> Optional.of(subject.address()).filter(address -> !address.isEmpty());
            case TAGS ->
                Optional.of(String.join(", ", subject.tags().stream().sorted().toList()))
                        .filter(tags -> !tags.isEmpty());
            default -> subject.facts().find(key);
        };
    }

    private static Predicate<Known> has(String key, Term term) {
        return device -> {
            String value = device.subject().facts().values().get(key);
            return value != null && term.matches(value);
        };
    }

    /** A prefix of the address, its separators left out; a function sees the address as it is shown. */
    private static Predicate<Known> mac(String written) {
        if (Term.isFunction(written)) {
            Term term = Term.literal(written.startsWith("regex") ? written : written.toLowerCase(Locale.ROOT));
            return device -> term.matches(device.subject().facts().mac().value());
        }
        String part = SEPARATORS.matcher(written.toLowerCase(Locale.ROOT)).replaceAll("");
        if (!MAC_PART.matcher(part).matches()) {
            throw new InvalidValue(Term.shown(written) + ": the beginning of a MAC address such as 00:1c:73 is wanted");
        }
        Term term = Term.glob(part.endsWith("*") ? part : part + "*");
        return device -> term.matches(device.digits());
    }

    private static Predicate<Known> subnet(String written) {
        if (Term.isFunction(written) || written.contains("*") || written.contains("?")) {
            Term term = Term.glob(written);
            return device -> device.address()
                    .filter(address -> term.matches(address.toString()))
                    .isPresent();
        }
        Cidr network = Cidr.parse(written);
        return device -> device.address().filter(network::contains).isPresent();
    }

    private static Predicate<Known> tags(Term term) {
        return device -> term.forbids()
                ? device.subject().tags().stream().allMatch(term::matches)
                : device.subject().tags().stream().anyMatch(term::matches);
    }

    /** {@code >=22.03 <24.10}: all of the comparisons; anything else is a word of the fact. */
    private static Predicate<Known> release(String written) {
        if (Term.isFunction(written) || !RANGE_SIGN.matcher(written).find()) {
            return has(Facts.RELEASE, Term.glob(written));
        }
        Matcher comparisons = COMPARISON.matcher(written);
        Predicate<Known> all = device -> true;
        int end = 0;
        while (end < written.length()) {
            if (!comparisons.find() || comparisons.start() != end) {
                throw new InvalidValue(Term.shown(written) + ": a range such as >=22.03 <24.10 is wanted");
            }
            all = all.and(comparison(comparisons.group(1), new Release(comparisons.group(2))));
            end = comparisons.end();
        }
        return all;
    }

    private static Predicate<Known> comparison(String operator, Release bound) {
        IntPredicate allowed = switch (operator) {
            case ">=" -> order -> order >= 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case "<" -> order -> order < 0;
            case "!=" -> order -> order != 0;
            default -> order -> order == 0;
        };
        return device -> {
            OptionalInt order = device.releaseComparedTo(bound);
            return order.isPresent() && allowed.test(order.getAsInt());
        };
    }
}
