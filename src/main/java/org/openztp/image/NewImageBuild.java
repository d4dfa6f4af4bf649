package org.openztp.image;

import java.util.List;
import java.util.Map;
import org.openztp.openwrt.InvalidValue;

/**
 * What an operator asks for: as asu's {@code /api/v1/build} has it, in this API's spelling.
 *
 * @param target null for the only one that has the profile
 */
public record NewImageBuild(
        String version,
        String versionCode,
        String target,
        String profile,
        List<String> packages,
        Map<String, String> packagesVersions,
        boolean diffPackages,
        String defaults,
        Integer rootfsSizeMb,
        String filesystem,
        Map<String, String> repositories,
        boolean appendRepositories,
        List<String> repositoryKeys) {
    private static final String WORD = "\\w[\\w.,-]{0,79}";

    /** @throws InvalidValue naming what is to be mended */
    ImageRequest request(String ofTarget) {
        return new ImageRequest(
                version,
                versionCode,
                ofTarget,
                profile,
                new ImageRequest.Packages(packages, packagesVersions, diffPackages),
                defaults,
                rootfsSizeMb,
                filesystem,
                new ImageRequest.Repositories(repositories, appendRepositories, repositoryKeys),
                null);
    }

    String knownVersion() {
        return known("version", version);
    }

    String knownProfile() {
        return known("profile", profile);
    }

    private static String known(String name, String word) {
        if (word == null || !word.matches(WORD)) {
            throw new InvalidValue(name + ": it is wanted, as a word");
        }
        return word;
    }
}
