package org.openztp.image.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.openztp.image.upstream.BuilderArchive;
import org.openztp.image.upstream.origin.Answer;
import org.openztp.image.upstream.origin.Origin;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.image.upstream.origin.Unreachable;
import org.openztp.image.upstream.origin.Upstream;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.image.upstream.origin.Validators;

/** The archives of the upstreams that {@code conf/upstream.yaml} names. */
public final class UpstreamArchives implements Archives {
    /** OpenWrt's have less than a fifth. */
    private static final Origin.Limit LIMIT = new Origin.Limit(2L << 30, Duration.ofMinutes(30));

    private final Upstreams upstreams;

    public UpstreamArchives(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public void fetch(BuilderArchive archive, Path into) throws IOException, InterruptedException {
        try (Origin origin = find(archive).open()) {
            if (!(origin.fetch(archive.path(), Validators.NONE, into, LIMIT) instanceof Answer.Fetched)) {
                throw new IOException(archive.upstream() + " does not have " + archive.path() + " any more");
            }
        } catch (Unreachable | Unfit e) {
            throw new IOException(archive.upstream() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<String> server(BuilderArchive archive) throws IOException {
        return Optional.of(find(archive).url()).filter(url -> !url.startsWith("/"));
    }

    private Upstream find(BuilderArchive archive) throws IOException {
        return upstreams
                .find(archive.upstream())
                .orElseThrow(() -> new IOException("conf/upstream.yaml has no " + archive.upstream() + " any more"));
    }
}
