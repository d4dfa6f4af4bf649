package org.openztp.tailored;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openztp.db.Tx;
import org.openztp.desired.DesiredImage;
import org.openztp.image.ImageRequest;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Profile;
import org.openztp.image.upstream.Version;
import org.openztp.openwrt.InvalidValue;
import org.openztp.openwrt.Release;

/**
 * Which image a wish means for one kind of device, by the catalogue as it is. For one look at many devices: what was found
 * is kept, so another look is another one of these.
 */
public final class Choices {
    private static final String CANDIDATE = "-rc";

    private final Catalogue catalogue;
    private final long generation;
    private final List<Version> versions;
    private final Map<Kind, Choice> known = new HashMap<>();

    /** Part of the caller's transaction, as all of its methods are of theirs. */
    Choices(Catalogue catalogue, Tx tx) {
        this.catalogue = catalogue;
        this.generation = catalogue.generation(tx);
        this.versions = catalogue.versions(tx).stream().sorted(NEWEST_FIRST).toList();
    }

    private record Kind(DesiredImage wanted, String board, String target) {}

    private static final Comparator<Version> NEWEST_FIRST = Comparator.comparing(
                    Choices::release, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed();

    private static Release release(Version version) {
        try {
            return new Release(version.name());
        } catch (InvalidValue e) {
            return null;
        }
    }

    /** Of the catalogue that it is by. */
    public long generation() {
        return generation;
    }

    /**
     * The image for a device.
     *
     * @param board as the device says; null where it has not
     * @param target likewise; where it is told no other counts
     */
    public Choice of(Tx tx, DesiredImage wanted, String board, String target) {
        if (board == null) {
            return Choice.refused(TailoredCode.NO_BOARD, "it has not told its board");
        }
        Kind kind = new Kind(wanted, board, target);
        Choice found = known.get(kind);
        if (found == null) {
            found = find(tx, kind);
            known.put(kind, found);
        }
        return found;
    }

    private Choice find(Tx tx, Kind kind) {
        Optional<Version> named = kind.wanted().version().flatMap(this::named);
        List<Version> allowed = named.map(List::of)
                .orElseGet(() -> versions.stream()
                        .filter(Choices::isStable)
                        .filter(version -> kind.wanted()
                                .version()
                                .map(version.branch()::equals)
                                .orElse(true))
                        .toList());
        if (allowed.isEmpty()) {
            return Choice.refused(
                    TailoredCode.NO_RELEASE,
                    "the catalogue has no "
                            + kind.wanted()
                                    .version()
                                    .map(name -> "release " + name)
                                    .orElse("stable release"));
        }
        Map<String, List<String>> offers = catalogue.targetsByVersion(tx, kind.board());
        for (Version version : allowed) {
            List<String> targets = offers.getOrDefault(version.name(), List.of()).stream()
                    .filter(target -> kind.target() == null || kind.target().equals(target))
                    .toList();
            if (targets.size() > 1) {
                return Choice.refused(
                        TailoredCode.AMBIGUOUS,
                        "several targets of " + version.name() + " are for the board " + kind.board() + ": "
                                + String.join(", ", targets));
            }
            String target = targets.isEmpty() ? kind.target() : targets.get(0);
            Optional<Profile> profile = target == null ? Optional.empty() : profile(tx, version, target, kind.board());
            if (profile.isPresent()) {
                return choice(version, target, profile.get(), kind.wanted(), named.isPresent());
            }
            if (!targets.isEmpty()) {
                return Choice.refused(
                        TailoredCode.AMBIGUOUS,
                        "several profiles of " + version.name() + " for " + target + " are for the board "
                                + kind.board());
            }
        }
        return Choice.refused(
                TailoredCode.NO_PROFILE,
                "no " + kind.wanted().version().map(name -> "release " + name).orElse("stable release")
                        + " has a profile for the board " + kind.board()
                        + (kind.target() == null ? "" : " of " + kind.target()) + ", and an ImageBuilder for it");
    }

    private Optional<Version> named(String name) {
        return versions.stream().filter(version -> version.name().equals(name)).findFirst();
    }

    private static boolean isStable(Version version) {
        return release(version) != null
                && !Branch.isHead(version.name())
                && !version.name().contains(CANDIDATE);
    }

    private Optional<Profile> profile(Tx tx, Version version, String target, String board) {
        return catalogue
                .profile(tx, version.name(), target, board)
                .filter(found ->
                        catalogue.imageBuilder(tx, version.name(), target).isPresent());
    }

    private static Choice choice(
            Version version, String target, Profile profile, DesiredImage wanted, boolean isNamed) {
        try {
            return Choice.of(request(version, target, profile, wanted), isNamed);
        } catch (InvalidValue e) {
            // an upstream may call things as it likes
            return Choice.refused(TailoredCode.NO_PROFILE, "no image can be asked for: " + e.getMessage());
        }
    }

    private static ImageRequest request(Version version, String target, Profile profile, DesiredImage wanted) {
        return new ImageRequest(
                version.name(),
                null,
                target,
                profile.id(),
                new ImageRequest.Packages(wanted.packages(), null, false),
                null,
                null,
                wanted.filesystem().orElse(null),
                null,
                null);
    }
}
