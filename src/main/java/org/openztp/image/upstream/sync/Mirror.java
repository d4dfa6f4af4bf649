package org.openztp.image.upstream.sync;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openztp.config.BadFile;
import org.openztp.db.Db;
import org.openztp.db.Tx;
import org.openztp.http.Problem;
import org.openztp.http.Views;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Catalogue;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;

/** The parts that keep the catalogue up to date, put together. */
public final class Mirror {
    /** What one file may take; the largest has 6 MB. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Db db;
    private final Upstreams upstreams;
    private final Catalogue catalogue;
    private final SyncState state;
    private final SyncOrders orders;
    private final InstantSource clock;
    private final Sync sync;

    /** @param tmp a folder for files while they are read */
    public Mirror(Base base, Upstreams upstreams, Branches branches, Path tmp) {
        this(base, new Sync.Setting(upstreams, branches, tmp, PATIENCE));
    }

    Mirror(Base base, Sync.Setting setting) {
        this.db = base.db;
        this.clock = base.clock;
        this.upstreams = setting.upstreams();
        this.catalogue = new Catalogue(setting.branches());
        this.state = new SyncState(base.clock);
        this.orders = new SyncOrders(db, base.jobs, state, upstreams, base.clock);
        this.sync = new Sync(db, state, setting, base.clock);
    }

    /** What it works on. */
    public record Base(Db db, Jobs jobs, InstantSource clock) {}

    public JobType job() {
        return new SyncJob(sync);
    }

    public Recurring schedule() {
        return orders;
    }

    /** What answers over HTTP. */
    public List<Object> resources(Views views) {
        return List.of(new UpstreamsResource(this), new UpstreamPages(views, this));
    }

    /**
     * Has a sync done as soon as may be; where one is under way, that one is it.
     *
     * @throws Problem 409 there is nothing to sync from
     */
    public void order() {
        try {
            if (upstreams.all().isEmpty()) {
                throw Problem.conflict("conf/upstream.yaml names no upstream");
            }
        } catch (BadFile e) {
            throw Problem.conflict(e.getMessage());
        }
        orders.order();
    }

    Instant now() {
        return clock.instant();
    }

    UpstreamsView view() {
        return db.tx(tx -> {
            SyncState.Progress now = state.read(tx);
            return new UpstreamsView(
                    now.state().name(),
                    now.generation(),
                    now.askedAt(),
                    now.startedAt(),
                    now.endedAt(),
                    now.done(),
                    now.total(),
                    now.words(),
                    upstreams(tx));
        });
    }

    private List<UpstreamsView.UpstreamView> upstreams(Tx tx) {
        Map<String, Sources.Source> tried =
                Sources.all(tx).stream().collect(Collectors.toMap(Sources.Source::name, Function.identity()));
        Map<String, List<String>> versions = catalogue.versions(tx).stream()
                .collect(Collectors.groupingBy(
                        Version::upstream, Collectors.mapping(Version::name, Collectors.toList())));
        return configured(tried).stream()
                .map(source -> new UpstreamsView.UpstreamView(
                        source.name(),
                        source.url(),
                        versions.getOrDefault(source.name(), List.of()),
                        source.triedAt(),
                        source.syncedAt(),
                        source.faults()))
                .toList();
    }

    /** Those of the file with what is known of them; while the file is no good, those that are known. */
    private List<Sources.Source> configured(Map<String, Sources.Source> tried) {
        try {
            return upstreams.all().stream()
                    .map(upstream -> tried.getOrDefault(
                            upstream.name(),
                            new Sources.Source(upstream.name(), upstream.url(), null, null, List.of())))
                    .toList();
        } catch (BadFile e) {
            return List.copyOf(tried.values());
        }
    }

    /** What was wrong with the upstreams when they were last asked, a line each. */
    public List<String> alerts() {
        return db.tx(Sources::all).stream()
                .flatMap(source ->
                        source.faults().stream().limit(3).map(fault -> "upstream " + source.name() + ": " + fault))
                .toList();
    }
}
