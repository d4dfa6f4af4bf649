package org.openztp.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openztp.config.Nearest;
import org.openztp.openwrt.InvalidValue;

/** All actions by name, and how one is compiled. */
public final class Actions {
    /** Every action's own, whatever it does. */
    private static final List<String> COMMON = List.of("confirm", "always_execute");

    private static final int LEAST_CONFIRM = 5;
    private static final int MOST_CONFIRM = 900;

    private static final Map<String, Action> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("set_hostname", Action.of(List.of("hostname"), SmallActions::setHostname)),
            Map.entry("uci", new Uci()),
            Map.entry("packages", new Packages()),
            Map.entry("copy_file", new CopyFile(false)),
            Map.entry("template", new CopyFile(true)),
            Map.entry("authorized_keys", Action.of(List.of("keys", "exclusive"), SmallActions::authorizedKeys)),
            Map.entry("password", Action.of(List.of("user", "hash"), SmallActions::password)),
            Map.entry("service", Action.of(List.of("name", "commands"), SmallActions::service)),
            Map.entry("run_script", new RunScript()),
            Map.entry("upgrade", new Upgrade()),
            Map.entry("restore", new Restore()),
            Map.entry("reboot", Action.of(List.of("when"), SmallActions::reboot)),
            Map.entry("remote_log", Action.of(List.of("address", "port", "protocol"), SmallActions::remoteLog))));

    private Actions() {}

    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * The fragment of a step.
     *
     * @param attributes resolved: String, Number, Boolean, List and Map; null counts as absent
     * @throws InvalidValue naming what is wrong or missing, and the nearest known name
     */
    public static Fragment compile(String action, Map<String, Object> attributes, Site site) {
        check(action, attributes.keySet());
        Attributes given = new Attributes(attributes);
        Fragment fragment = ALL.get(action).compile(given, site);
        if (!given.has("confirm")) {
            return fragment;
        }
        if (fragment.restarts()) {
            throw new InvalidValue("confirm: " + action + " restarts the router, which no timer outlives");
        }
        boolean never = given.optional("confirm").orElse("").matches("0|false");
        return fragment.confirmedWithin(never ? 0 : given.number("confirm", 0, LEAST_CONFIRM, MOST_CONFIRM));
    }

    /**
     * What puts a backup as {@code sysupgrade -b} makes it onto a router.
     *
     * @throws InvalidValue it is none, or could write to where it should not
     */
    public static Fragment restore(byte[] archive, Site site) {
        return Restore.attached(archive, site);
    }

    /**
     * Looks at the names alone.
     *
     * @throws InvalidValue when there is no such action, or it has no such attribute
     */
    public static void check(String action, Iterable<String> attributes) {
        if (!ALL.containsKey(action)) {
            throw new InvalidValue("action: there is no " + action + "; did you mean "
                    + Nearest.to(action, ALL.keySet()).name() + "? There are " + String.join(", ", ALL.keySet()));
        }
        List<String> known = new ArrayList<>(ALL.get(action).attributes());
        known.addAll(COMMON);
        for (String name : attributes) {
            if (!known.contains(name)) {
                throw new InvalidValue(name + ": " + action + " has no such attribute; did you mean "
                        + Nearest.to(name, known).name() + "? It has " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }
}
