package org.openztp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.image.upstream.sync.Mirror;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;

/** Images that are built when somebody asks for them: the catalogue of what there is, and how it is kept up to date. */
final class ImagesOnDemand {
    private final Branches branches;
    private final Upstreams upstreams;
    private final Mirror mirror;

    ImagesOnDemand(Settings settings, Db db, Jobs jobs, InstantSource clock) {
        Path conf = settings.home().conf();
        branches = new Branches(conf.resolve("branches.yaml"), clock);
        upstreams = new Upstreams(conf, clock);
        mirror = new Mirror(
                new Mirror.Base(db, jobs, clock),
                upstreams,
                branches,
                settings.home().tmp());
    }

    List<JobType> jobs() {
        return List.of(mirror.job());
    }

    List<Recurring> care() {
        return List.of(mirror.schedule());
    }

    void register(ResourceConfig config) {
        config.register(mirror.resource());
    }

    /** What is wrong with its files. */
    List<String> faults() {
        return Stream.of(branches.problem(), upstreams.problem())
                .flatMap(Optional::stream)
                .toList();
    }

    /** What went wrong with the upstreams. */
    List<String> alerts() {
        return mirror.alerts();
    }
}
