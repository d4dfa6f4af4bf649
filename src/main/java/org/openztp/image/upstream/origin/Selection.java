package org.openztp.image.upstream.origin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Version;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/** Which versions of an upstream are wanted, of all that it has. */
public final class Selection {
    private Selection() {}

    /**
     * By branch in the order given, of each the newest first and its head last.
     *
     * @param branches those that count at all
     */
    public static List<Version> of(Upstream upstream, VersionsJson has, List<Branch> branches) {
        Map<String, List<Release>> byBranch = new LinkedHashMap<>();
        has.names().stream()
                .filter(Selection::isRelease)
                .map(Release::new)
                .sorted(Comparator.reverseOrder())
                .forEach(
                        release -> byBranch.computeIfAbsent(Branch.nameOf(release.value()), branch -> new ArrayList<>())
                                .add(release));
        return branches.stream()
                .filter(branch -> upstream.hasBranch(branch.name()))
                .flatMap(branch -> names(upstream, branch, byBranch.getOrDefault(branch.name(), List.of()))
                        .map(name -> version(upstream, branch, name, has)))
                .toList();
    }

    private static Stream<String> names(Upstream upstream, Branch branch, List<Release> released) {
        Stream<String> some = released.stream()
                .map(Release::value)
                .filter(name -> !name.equals(branch.head()) && upstream.hasVersion(name))
                .limit(upstream.newest() == null ? Long.MAX_VALUE : upstream.newest());
        boolean head = upstream.snapshots() && upstream.hasVersion(branch.head());
        return head ? Stream.concat(some, Stream.of(branch.head())) : some;
    }

    private static Version version(Upstream upstream, Branch branch, String name, VersionsJson has) {
        Version.Standing standing = has.standings().entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new Version(name, branch.name(), branch.pathOf(name), upstream.name(), standing);
    }

    private static boolean isRelease(String name) {
        try {
            return new Release(name).value().equals(name);
        } catch (InvalidValue e) {
            return false;
        }
    }
}
