package org.openztp.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.glassfish.jersey.server.ResourceConfig;
import org.openztp.auth.Vault;
import org.openztp.config.Settings;
import org.openztp.db.Db;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.image.upstream.sync.Mirror;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;
import org.openztp.observe.Check;

/** Images that are built when somebody asks for them: what there is, how that is kept up to date, and who builds. */
final class ImagesOnDemand implements AutoCloseable {
    private final Branches branches;
    private final Upstreams upstreams;
    private final Mirror mirror;
    private final ImageMaking making;

    ImagesOnDemand(Settings settings, Db db, Jobs jobs, Vault vault, InstantSource clock) {
        Path conf = settings.home().conf();
        branches = new Branches(conf.resolve("branches.yaml"), clock);
        upstreams = new Upstreams(conf, clock);
        mirror = new Mirror(
                new Mirror.Base(db, jobs, clock),
                upstreams,
                branches,
                settings.home().tmp());
        making = new ImageMaking(settings, db, new ImageMaking.Sources(branches, upstreams), vault, clock);
    }

    void start() {
        making.start();
    }

    /** Whether images can be made here, and how safely. */
    Check check() {
        return making.check();
    }

    List<JobType> jobs() {
        return List.of(mirror.job());
    }

    List<Recurring> care() {
        return Stream.concat(Stream.of(mirror.schedule()), making.care().stream())
                .toList();
    }

    void register(ResourceConfig config) {
        config.register(mirror.resource());
        making.register(config);
    }

    /** What is wrong with its files. */
    List<String> faults() {
        return Stream.concat(
                        Stream.of(branches.problem(), upstreams.problem()).flatMap(Optional::stream),
                        making.faults().stream())
                .toList();
    }

    /** What went wrong with the upstreams. */
    List<String> alerts() {
        return mirror.alerts();
    }

    @Override
    public void close() {
        making.close();
    }
}
