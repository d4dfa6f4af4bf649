package org.openztp.image.upstream.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.openztp.openwrt.InvalidValue;

/**
 * One upstream, as {@code conf/upstream.yaml} has it.
 *
 * @param url of a server, or a folder of this machine; without a slash at its end
 * @param branches of those in {@code conf/branches.yaml}; null for all of them
 * @param versions in which {@code *} and {@code ?} may stand; null for all
 * @param newest so many of each branch; null for all
 * @param snapshots whether the heads of the branches too
 * @param targets in which {@code *} and {@code ?} may stand; null for all
 * @param keys a folder in {@code conf} with keys of usign, one of which must have signed what it says of ImageBuilders;
 *     null: that is believed as it comes
 */
public record Upstream(
        String name,
        String url,
        List<String> branches,
        List<String> versions,
        Integer newest,
        Boolean snapshots,
        List<String> targets,
        String keys) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST = 400;

    public Upstream {
        check(name != null && NAME.matcher(name).matches(), "name: a name of letters, digits, - and _ is wanted");
        url = url == null ? "" : url.replaceAll("/+$", "");
        check(
                url.length() <= LONGEST && (isFolder(url) || isServer(url)),
                "url: the address of a server is wanted, such as https://downloads.openwrt.org, without a query,"
                        + " or a folder: /srv/openwrt");
        branches = words(branches, "branches");
        versions = words(versions, "versions");
        snapshots = snapshots != null && snapshots;
        targets = words(targets, "targets");
        check(newest == null || newest > 0, "newest: how many versions of each branch is wanted, at least 1");
        check(keys == null || FOLDER.matcher(keys).matches(), "keys: the name of a folder in conf is wanted");
    }

    private static List<String> words(List<String> list, String field) {
        if (list == null) {
            return null;
        }
        check(
                list.stream().allMatch(word -> word != null && !word.isBlank()),
                field + ": a list of texts is wanted, such as [\"24.10\"]");
        return List.copyOf(list);
    }

    private static void check(boolean right, String wanted) {
        if (!right) {
            throw new InvalidValue(wanted);
        }
    }

    private static boolean isFolder(String url) {
        return url.startsWith("/") && url.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isServer(String url) {
        try {
            URI parsed = new URI(url);
            return url.matches("https?://.*")
                    && parsed.getHost() != null
                    && parsed.getRawUserInfo() == null
                    && parsed.getRawQuery() == null
                    && parsed.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    boolean hasBranch(String branch) {
        return branches == null || branches.contains(branch);
    }

    boolean hasVersion(String version) {
        return versions == null || versions.stream().anyMatch(glob -> matches(glob, version));
    }

    public boolean hasTarget(String target) {
        return targets == null || targets.stream().anyMatch(glob -> matches(glob, target));
    }

    private static boolean matches(String glob, String word) {
        String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return word.matches(regex);
    }

    /** To be closed. */
    public Origin open() {
        return isFolder(url) ? new FolderOrigin(Path.of(url)) : new HttpOrigin(URI.create(url));
    }
}
