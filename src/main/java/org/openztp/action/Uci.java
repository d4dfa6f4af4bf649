package org.openztp.action;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/** Settings of /etc/config: what is deleted, then what is set, then a batch in uci's own words. */
final class Uci implements Action {
    /** A mistake here cuts the router off. */
    private static final Set<String> DANGEROUS = Set.of("network", "wireless", "firewall", "dropbear", "dhcp");

    private static final int CONFIRM_SECONDS = 60;
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    @Override
    public List<String> attributes() {
        return List.of("set", "delete", "batch", "reload");
    }

    @Override
    public Fragment compile(Attributes given, Site site) {
        List<UciChange> changes = new ArrayList<>();
        given.texts("delete").forEach(name -> changes.add(UciChange.delete(name)));
        given.mapping("set").forEach((name, value) -> changes.add(set(String.valueOf(name), value)));
        given.optional("batch").ifPresent(text -> changes.addAll(UciBatch.parse(text)));
        if (changes.isEmpty()) {
            throw new InvalidValue("set, delete or batch: one of them is wanted");
        }
        return of(changes, given.texts("reload", SERVICE, "a list of services"));
    }

    /** @param reload the services to reload, none for those that read the packages */
    static Fragment of(List<UciChange> changes, List<String> reload) {
        Set<String> packages = new LinkedHashSet<>();
        changes.forEach(change -> packages.add(change.packageName()));
        List<String> calls = new ArrayList<>();
        calls.add(Fragment.call("uci_begin", List.copyOf(packages)));
        changes.forEach(change -> calls.add(Fragment.call(change.function(), change.words())));
        calls.add(Fragment.call("uci_end", reload));
        Fragment fragment = Fragment.of(EnumSet.of(Library.UCI), calls);
        boolean dangerous = isDangerous(packages) || isDangerous(reload);
        return dangerous ? fragment.confirmedWithin(CONFIRM_SECONDS) : fragment;
    }

    static boolean isDangerous(Collection<String> packages) {
        return packages.stream().anyMatch(DANGEROUS::contains);
    }

    private static UciChange set(String name, Object value) {
        if (value instanceof List<?> items) {
            return UciChange.list(
                    name, items.stream().map(item -> text(name, item)).toList());
        }
        if (value instanceof Map<?, ?>) {
            throw new InvalidValue("set: " + name + ": a value or a list is wanted, no mapping");
        }
        return value == null ? UciChange.delete(name) : UciChange.set(name, text(name, value));
    }

    private static String text(String name, Object value) {
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        return Attributes.scalar("set: " + name, value);
    }
}
