package org.openztp.image;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An image on demand as the API shows it.
 *
 * @param hash of the request, by which its files are found; a seed's name, by which they are not
 * @param seed whether it holds secrets of this server
 * @param step in asu's words; null while nobody is at work on it
 * @param progress how far it is in percent, by its steps; 0 for what waits or came to nothing
 * @param code why it came to nothing; null for all else
 * @param ahead how many are made before it; null for one that does not wait
 * @param waitSeconds until it is made, as far as can be told; null likewise
 * @param result what was made, as asu describes it; null in lists, and for what is not done
 * @param output what the tools printed; null in lists, and for what has not ended
 */
public record ImageBuildView(
        long id,
        String hash,
        boolean seed,
        BuildState state,
        String step,
        int progress,
        BuildFault code,
        String words,
        Wanted wanted,
        String askedBy,
        String client,
        int attempts,
        Long ahead,
        Long waitSeconds,
        Instant queuedAt,
        Instant startedAt,
        Instant endedAt,
        Instant expiresAt,
        boolean pinned,
        long bytes,
        @JsonRawValue String result,
        Builder.Output output) {

    /** What was asked for; of what is to run at the first start, only whether there is any. */
    public record Wanted(
            String version,
            String versionCode,
            String target,
            String profile,
            List<String> packages,
            Map<String, String> packagesVersions,
            boolean diffPackages,
            boolean defaults,
            Integer rootfsSizeMb,
            String filesystem,
            Map<String, String> repositories) {
        static Wanted of(ImageBuild build) {
            ImageRequest request = build.request();
            return new Wanted(
                    request.version(),
                    request.versionCode(),
                    request.target(),
                    request.profile(),
                    request.packages().names(),
                    request.packages().versions(),
                    request.packages().all(),
                    build.hasDefaults(),
                    request.rootfsSizeMb(),
                    request.filesystem(),
                    request.repositories().urls());
        }
    }

    /** As lists have it. */
    static ImageBuildView of(ImageBuild build) {
        return of(build, null, null);
    }

    /** @param place null for one that does not wait; {@code result} null for one that has not ended */
    static ImageBuildView of(ImageBuild build, ImageBuilds.Place place, ImageResult result) {
        return new ImageBuildView(
                build.id(),
                build.hash(),
                build.isSeed(),
                build.state(),
                build.step(),
                BuildStep.percent(build),
                build.fault(),
                build.words(),
                Wanted.of(build),
                build.asker(),
                build.client(),
                build.attempts(),
                place == null ? null : place.ahead(),
                place == null ? null : place.left().toSeconds(),
                build.queuedAt(),
                build.startedAt(),
                build.endedAt(),
                build.expiresAt(),
                build.isPinned(),
                build.bytes(),
                result == null ? null : result.answer(),
                result == null ? null : new Builder.Output(result.stdout(), result.stderr()));
    }
}
