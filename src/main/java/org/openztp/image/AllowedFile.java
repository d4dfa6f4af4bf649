package org.openztp.image;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.openztp.openwrt.InvalidValue;

/**
 * {@code conf/image.yaml}: what requests may bring besides words.
 *
 * @param repositories URLs: those below them are allowed
 * @param keys public keys, as requests bring them
 */
record AllowedFile(List<URI> repositories, List<String> keys) {
    AllowedFile {
        repositories = repositories == null ? List.of() : List.copyOf(repositories);
        keys = keys == null ? List.of() : keys.stream().map(AllowedFile::bare).toList();
        for (URI each : repositories) {
            if (each.getHost() == null || each.getRawQuery() != null || each.getRawUserInfo() != null) {
                throw new InvalidValue(
                        "repositories: " + each + ": a URL such as https://example.net/packages is wanted");
            }
        }
    }

    /** The same scheme, host and port, and a path below the allowed one: a prefix ends at a slash. */
    boolean allows(URI url) {
        return repositories.stream().anyMatch(allowed -> sameServer(allowed, url) && isBelow(path(allowed), path(url)));
    }

    private static boolean sameServer(URI allowed, URI url) {
        return Objects.equals(allowed.getScheme(), url.getScheme())
                && url.getHost() != null
                && allowed.getHost().equalsIgnoreCase(url.getHost())
                && allowed.getPort() == url.getPort()
                && url.getRawUserInfo() == null;
    }

    private static boolean isBelow(String allowed, String path) {
        String folder = allowed.endsWith("/") ? allowed : allowed + "/";
        return (path + "/").startsWith(folder) && !path.contains("..") && !path.contains("%");
    }

    private static String path(URI url) {
        return url.getRawPath() == null ? "" : url.getRawPath();
    }

    boolean allowsKey(String key) {
        return keys.contains(bare(key));
    }

    /** However its lines end. */
    private static String bare(String key) {
        return String.join("\n", key.strip().lines().map(String::strip).toList());
    }
}
