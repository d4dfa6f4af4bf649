package org.openztp.action;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** Actions of a few lines each. */
final class SmallActions {
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
    private static final int SYSLOG = 514;
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern CRYPT = Pattern.compile("\\$(?:1|5|6|2[aby])\\$[A-Za-z0-9./$=,]{10,200}");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");
    private static final Set<String> COMMANDS =
            new LinkedHashSet<>(List.of("enable", "disable", "start", "stop", "restart", "reload"));
    private static final Pattern KEY = Pattern.compile(
            "(?:[^\\s#\\p{Cntrl}]\\P{Cntrl}* )?"
                    + "((?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9]+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]{20,}={0,2})(?: \\P{Cntrl}*)?");

    private SmallActions() {}

    static Fragment setHostname(Attributes given, Site site) {
        String name = given.text("hostname", HOSTNAME, "a name of letters, digits, - and _, at most 63,");
        return Uci.of(List.of(UciChange.set("system.@system[0].hostname", name)), List.of("system"));
    }

    static Fragment remoteLog(Attributes given, Site site) {
        String log = "system.@system[0].log_";
        return Uci.of(
                List.of(
                        UciChange.set(log + "ip", given.text("address", ADDRESS, "the log server's address")),
                        UciChange.set(log + "port", "" + given.number("port", SYSLOG, 1, 65_535)),
                        UciChange.set(log + "proto", given.choice("protocol", "udp", Set.of("udp", "tcp")))),
                List.of("log"));
    }

    static Fragment password(Attributes given, Site site) {
        String user = given.textOr("user", "root", USER, "a user's name");
        String hash =
                given.text("hash", CRYPT, "a crypt hash ($1$, $5$ or $6$, as by `openssl passwd -6`), no password,");
        return Fragment.of(EnumSet.of(Library.PASSWORD), List.of(Fragment.call("set_password", user, hash)));
    }

    static Fragment service(Attributes given, Site site) {
        String name = given.text("name", SERVICE, "a service's name");
        List<String> commands = given.texts("commands");
        if (commands.isEmpty() || !COMMANDS.containsAll(commands)) {
            throw new InvalidValue("commands: a list of " + String.join(", ", COMMANDS) + " is wanted");
        }
        String when = given.flag("always_execute", false) ? "always" : "changed";
        return Fragment.of(
                EnumSet.of(Library.SERVICE),
                commands.stream()
                        .map(command -> Fragment.call("service", name, command, when))
                        .toList());
    }

    /** An exclusive list keeps the server's own keys: without them nobody could ask the router anything. */
    static Fragment authorizedKeys(Attributes given, Site site) {
        List<String> keys = given.texts("keys");
        boolean exclusive = given.flag("exclusive", false);
        if (keys.isEmpty()) {
            throw new InvalidValue("keys: a list of public keys is wanted");
        }
        List<String> words = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        List<String> all = new ArrayList<>(exclusive ? site.serverKeys() : List.of());
        all.addAll(keys);
        for (String line : all) {
            Matcher m = KEY.matcher(line.strip());
            if (!m.matches()) {
                throw new InvalidValue("keys: a line of authorized_keys is wanted, such as ssh-ed25519 AAAA… name");
            }
            if (seen.add(m.group(1))) {
                words.addAll(exclusive ? List.of(line.strip()) : List.of(m.group(1), line.strip()));
            }
        }
        String function = exclusive ? "only_keys" : "add_keys";
        return Fragment.of(EnumSet.of(Library.KEYS), List.of(Fragment.call(function, words)));
    }

    static Fragment reboot(Attributes given, Site site) {
        boolean always =
                given.choice("when", "always", Set.of("always", "needed")).equals("always");
        String function = always ? "reboot_once" : "reboot_when_needed";
        return Fragment.of(EnumSet.of(Library.REBOOT), List.of(Fragment.call(function)))
                .restarting();
    }
}
