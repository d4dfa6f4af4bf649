package org.openztp.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.config.Setting.Reading;
import org.openztp.openwrt.Cidr;
import org.openztp.openwrt.IpAddress;

/** How the words of settings are read, with their bounds; every refusal says what is wanted. */
public final class Readings {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]{0,3})");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of(
            "",
            1L,
            "B",
            1L,
            "kB",
            1000L,
            "KiB",
            1024L,
            "MB",
            1000_000L,
            "MiB",
            1L << 20,
            "GB",
            1000_000_000L,
            "GiB",
            1L << 30);

    private Readings() {}

    static Reading<Integer> number(int least, int most) {
        return text -> {
            String wanted = "a whole number from " + least + " to " + most + " is wanted";
            if (!text.matches("-?\\d{1,9}")) {
                throw new IllegalArgumentException(wanted);
            }
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(wanted);
            }
            return number;
        };
    }

    static Reading<Boolean> yesOrNo() {
        return text -> {
            if (!text.matches("true|false")) {
                throw new IllegalArgumentException("true or false is wanted");
            }
            return Boolean.valueOf(text);
        };
    }

    static Reading<Duration> time(Duration least, Duration most) {
        String wanted = "a time such as 500ms, 10s, 15m, 2h or 90d, from " + words(least) + " to " + words(most)
                + ", is wanted";
        return text -> {
            Matcher m = QUANTITY.matcher(text);
            if (!m.matches() || !TIMES.containsKey(m.group(2)) || m.group(1).length() > 9) {
                throw new IllegalArgumentException(wanted);
            }
            Duration time = TIMES.get(m.group(2)).multipliedBy(Long.parseLong(m.group(1)));
            if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
                throw new IllegalArgumentException(wanted);
            }
            return time;
        };
    }

    /** As {@link #time}, or zero of any unit. */
    public static Reading<Duration> timeOrNever(Duration least, Duration most) {
        Reading<Duration> time = time(least, most);
        return text -> text.matches("0 ?[a-z]*") ? Duration.ZERO : time.of(text);
    }

    static Reading<Long> size(long leastBytes, long mostBytes) {
        String wanted = "a size such as 64KiB or 1MiB, from " + leastBytes + " to " + mostBytes + " bytes, is wanted";
        return text -> {
            Matcher m = QUANTITY.matcher(text);
            if (!m.matches() || !SIZES.containsKey(m.group(2)) || m.group(1).length() > 9) {
                throw new IllegalArgumentException(wanted);
            }
            long bytes = Long.parseLong(m.group(1)) * SIZES.get(m.group(2));
            if (bytes < leastBytes || bytes > mostBytes) {
                throw new IllegalArgumentException(wanted);
            }
            return bytes;
        };
    }

    static <E extends Enum<E>> Reading<E> oneOf(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> lower(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(Readings::lower)
                                        .toList())
                        + " is wanted"));
    }

    static Reading<String> word(String form, String wanted) {
        return text -> {
            if (!text.matches(form)) {
                throw new IllegalArgumentException(wanted + " is wanted");
            }
            return text;
        };
    }

    /** A list, written in the environment with commas; each member of the form. */
    static Reading<List<String>> words(String form, String wanted) {
        return text -> {
            List<String> words = members(text);
            if (words.stream().anyMatch(word -> !word.matches(form))) {
                throw new IllegalArgumentException(wanted + " is wanted");
            }
            return words;
        };
    }

    private static List<String> members(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(member -> !member.isEmpty())
                .toList();
    }

    static Reading<String> anything() {
        return text -> text;
    }

    static Reading<String> address() {
        return text -> {
            IpAddress.parse(text);
            return text;
        };
    }

    /** A list, written in the environment with commas; each member checked. */
    static Reading<List<String>> networks() {
        return text -> {
            List<String> networks = members(text);
            networks.forEach(Cidr::parse);
            return networks;
        };
    }

    /** The base of the links given to devices, without a slash at its end. */
    static Reading<URI> url() {
        return text -> {
            String wanted = "a URL such as http://192.168.1.2:8080/ztp, without a query, is wanted";
            try {
                URI url = new URI(text.replaceAll("/+$", ""));
                boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (!web
                        || url.getHost() == null
                        || url.getRawQuery() != null
                        || url.getRawFragment() != null
                        || url.getRawUserInfo() != null
                        || !text.matches("[A-Za-z0-9:/._~%\\[\\]-]+")) {
                    throw new IllegalArgumentException(wanted);
                }
                return url;
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(wanted, e);
            }
        };
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String words(Duration time) {
        if (time.toDaysPart() > 0) {
            return time.toDays() + "d";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h";
        }
        return time.toSeconds() > 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
