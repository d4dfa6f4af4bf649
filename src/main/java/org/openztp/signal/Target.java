package org.openztp.signal;

import java.util.List;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * Who is told, as {@code conf/signals.yaml} says; one of webhook and mail is null.
 *
 * @param kinds what it wants to know: kinds, or the beginnings of some such as {@code upgrade.*}; {@code *} is all
 */
record Target(String name, List<String> kinds, Webhook webhook, Mail mail) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final String ALL = "*";

    Target {
        check(
                name != null && NAME.matcher(name).matches(),
                "name: up to 64 of a-z, 0-9, '.', '_' and '-' are wanted, a letter or digit first");
        kinds = kinds == null ? List.of(ALL) : kinds;
        check(
                !kinds.isEmpty() && kinds.stream().allMatch(Target::isKind),
                "kinds: a list such as [upgrade.failed, \"rollout.*\"] is wanted");
        kinds = List.copyOf(kinds);
        check(webhook == null ^ mail == null, "one of webhook and mail is wanted");
    }

    private static boolean isKind(String kind) {
        if (kind == null) {
            return false;
        }
        String plain = kind.endsWith("." + ALL) ? kind.substring(0, kind.length() - 2) : kind;
        return kind.equals(ALL) || Signal.KIND.matcher(plain).matches();
    }

    boolean wants(String kind) {
        return kinds.stream()
                .anyMatch(wanted -> wanted.equals(kind)
                        || wanted.endsWith(ALL) && kind.startsWith(wanted.substring(0, wanted.length() - 1)));
    }

    /** The name of the file in the folder of keys that it needs; null for none. */
    String secretFile() {
        return webhook == null ? mail.passwordFile() : webhook.keyFile();
    }

    static void check(boolean right, String wanted) {
        if (!right) {
            throw new InvalidValue(wanted);
        }
    }
}
