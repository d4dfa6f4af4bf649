package org.openztp.tailored;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.openztp.db.Tx;
import org.openztp.image.BuildState;
import org.openztp.image.BuildStep;
import org.openztp.image.ImageBuild;
import org.openztp.image.ImageBuilds;
import org.openztp.image.ImageRequest;

/**
 * How far the image of a device is, as the API shows it.
 *
 * @param code why it came to nothing; null else
 * @param words the same for people, or how far builders are
 * @param progress in percent; null for one that came to nothing
 * @param wanted null where none could be made of the wish
 * @param build null where there is none, or none any more
 * @param image of the store; null before it is there
 * @param upgrade that brings it; null before it is ordered
 * @param since when it came to its state
 */
public record TailoredView(
        TailoredState state,
        String code,
        String words,
        Integer progress,
        Wanted wanted,
        Build build,
        Long image,
        Long upgrade,
        String askedBy,
        Instant askedAt,
        Instant since) {
    private static final List<String> STEPS =
            Stream.of(BuildStep.values()).map(BuildStep::word).toList();

    /** What was asked for. */
    public record Wanted(String version, String target, String profile, List<String> packages, String filesystem) {
        static Wanted of(ImageRequest request) {
            return new Wanted(
                    request.version(),
                    request.target(),
                    request.profile(),
                    request.packages().names(),
                    request.filesystem());
        }
    }

    /**
     * Its build, as the builders' queue has it.
     *
     * @param ahead how many are made before it; null for one that does not wait, {@code waitSeconds} likewise
     */
    public record Build(long id, BuildState state, String step, Long ahead, Long waitSeconds) {}

    static TailoredView of(Tx tx, ImageBuilds builds, Tailored row) {
        ImageRequest request = row.request();
        Optional<ImageBuild> build = builds.find(tx, row.hash());
        return new TailoredView(
                row.state(),
                row.code(),
                row.words() == null ? row.step() : row.words(),
                progress(row),
                request == null ? null : Wanted.of(request),
                build.map(each -> build(tx, builds, each)).orElse(null),
                row.imageId(),
                row.upgradeId(),
                row.askedBy(),
                row.askedAt(),
                row.since());
    }

    private static Build build(Tx tx, ImageBuilds builds, ImageBuild build) {
        Optional<ImageBuilds.Place> place = builds.place(tx, build);
        return new Build(
                build.id(),
                build.state(),
                build.step(),
                place.map(ImageBuilds.Place::ahead).orElse(null),
                place.map(each -> each.left().toSeconds()).orElse(null));
    }

    private static Integer progress(Tailored row) {
        return switch (row.state()) {
            case WANTED -> 0;
            case BUILDING -> 10 + 10 * (STEPS.indexOf(row.step()) + 1);
            case STORED -> 70;
            case UPGRADING -> 80;
            case INSTALLED -> 100;
            case FAILED -> null;
        };
    }
}
