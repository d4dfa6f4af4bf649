package org.openztp.image;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openztp.config.BadFile;
import org.openztp.config.ConfFile;
import org.openztp.db.Tx;
import org.openztp.image.Refused.Reason;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.MissingPackage;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.Target;
import org.openztp.image.upstream.Version;

/** Whether what is wished for can be had: by the catalogue, and by the operator's list of repositories and keys. */
public final class Wishes {
    private static final int MOST_NAMED = 20;

    private final Catalogue catalogue;
    private final ConfFile<AllowedFile> allowed;

    /** @param file {@code conf/image.yaml} */
    public Wishes(Catalogue catalogue, Path file, InstantSource clock) {
        this.catalogue = catalogue;
        this.allowed = ConfFile.yaml(file, AllowedFile.class, clock);
    }

    /** What is wrong with the operator's list. */
    public List<String> faults() {
        return allowed.problem().stream().toList();
    }

    /** The names of the versions that the catalogue has, newest first. */
    List<String> versions(Tx tx) {
        return catalogue.versions(tx).stream().map(Version::name).toList();
    }

    /** The URLs below which requests may name repositories; none while the file was never good. */
    List<String> repositories() {
        try {
            return allowed.get().repositories().stream().map(URI::toString).toList();
        } catch (BadFile e) {
            return List.of();
        }
    }

    /**
     * The same request as the catalogue calls things, whatever board or spelling was asked for.
     *
     * @throws Refused its repositories are none of the operator's, or there is no such version, target or profile
     */
    ImageRequest resolved(Tx tx, ImageRequest asked) {
        checkRepositories(asked.repositories());
        String version = catalogue
                .version(tx, asked.version())
                .map(Version::name)
                .orElseThrow(() -> new Refused(Reason.VERSION, "Unsupported version: " + asked.version()));
        Optional<Target> target = catalogue.target(tx, version, asked.target());
        if (target.isEmpty()) {
            throw new Refused(
                    Reason.TARGET,
                    "Unsupported target: " + asked.target()
                            + ". The requested target was either dropped, is still being"
                            + " built or is not supported by the selected version. Please check the forums or try again"
                            + " later.");
        }
        if (target.get().builder() == null) {
            throw new Refused(
                    Reason.TARGET,
                    "Unsupported target: " + asked.target() + ". There is no ImageBuilder of " + version
                            + " for it yet.");
        }
        String profile = catalogue
                .profile(tx, version, asked.target(), asked.profile())
                .map(Profile::id)
                .orElseThrow(() -> new Refused(
                        Reason.PROFILE,
                        "Unsupported profile: " + asked.profile()
                                + ". The requested profile was either dropped or never"
                                + " existed. Please check the forums for more information."));
        return asked.of(version, profile);
    }

    /**
     * The target of a profile or a board, where only one has it.
     *
     * @throws Refused none has it, or several do
     */
    String target(Tx tx, String version, String profile) {
        String known = catalogue.version(tx, version).map(Version::name).orElse(version);
        List<String> targets = catalogue.targetsOf(tx, known, profile);
        if (targets.size() == 1) {
            return targets.get(0);
        }
        throw new Refused(
                targets.isEmpty() ? Reason.PROFILE : Reason.TARGET,
                targets.isEmpty()
                        ? "Unsupported profile: " + profile + ". No target of " + version + " has it."
                        : "target: name one of those that have " + profile + ": " + String.join(", ", targets));
    }

    /**
     * Looks at what takes longer than to find a request that was made before.
     *
     * @throws Refused a package is missing, or something may not be asked for
     */
    void check(Tx tx, ImageRequest resolved) {
        if (!resolved.repositories().urls().isEmpty()) {
            return; // what they have is not known before the build
        }
        List<MissingPackage> missing = catalogue.missing(
                tx, resolved.version(), resolved.target(), resolved.packages().wanted());
        if (!missing.isEmpty()) {
            throw new Refused(Reason.PACKAGES, "Unsupported package(s): " + words(missing), missing);
        }
    }

    private static String words(List<MissingPackage> missing) {
        String more = missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " more" : "";
        return missing.stream()
                        .limit(MOST_NAMED)
                        .map(each -> each.name() + (each.renamed() == null ? "" : " (now " + each.renamed() + ")"))
                        .collect(Collectors.joining(", "))
                + more;
    }

    private void checkRepositories(ImageRequest.Repositories wanted) {
        if (wanted.none()) {
            return;
        }
        AllowedFile now = allowed.get();
        wanted.urls().forEach((name, url) -> {
            if (!now.allows(URI.create(url))) {
                throw new Refused(Reason.REPOSITORIES, "Repository not allowed: " + name + " (" + url + ")");
            }
        });
        if (!wanted.keys().stream().allMatch(now::allowsKey)) {
            throw new Refused(Reason.REPOSITORIES, "Repository key not allowed: it is none of this server's");
        }
    }
}
