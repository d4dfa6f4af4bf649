package org.openztp.image.upstream.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openztp.config.BadFile;
import org.openztp.db.Db;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Branches;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.origin.Upstream;
import org.openztp.image.upstream.origin.Upstreams;
import org.openztp.openwrt.Release;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync: all upstreams are asked for what has changed, and the catalogue turns to it at once. */
final class Sync {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

    private final Db db;
    private final SyncState state;
    private final Setting setting;
    private final InstantSource clock;

    Sync(Db db, SyncState state, Setting setting, InstantSource clock) {
        this.db = db;
        this.state = state;
        this.setting = setting;
        this.clock = clock;
    }

    /**
     * @param tmp where files lie while they are read
     * @param patience how long one file may take
     */
    record Setting(Upstreams upstreams, Branches branches, Path tmp, Duration patience) {}

    /**
     * Brings the catalogue up to date as far as the upstreams allow; what they do not allow is told in their rows.
     *
     * @throws SyncState.Superseded another node has begun one
     */
    void run() throws InterruptedException, IOException {
        long number = db.txRetrying(state::begin);
        Portions.Run run = new Portions.Run(db, state, number);
        try {
            new Sweep(run).brokenOff();
            sync(run);
            new Sweep(run).outdated(clock.instant());
        } catch (BadFile e) {
            LOG.error("the upstreams cannot be synced: {}", e.getMessage());
        } catch (RuntimeException | IOException e) {
            brokeOff(number, e);
            throw e;
        }
        run.write(tx -> {
            state.end(tx, number);
            return null;
        });
    }

    private void brokeOff(long number, Exception cause) {
        try {
            db.run(tx -> state.brokeOff(tx, number));
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void sync(Portions.Run run) throws InterruptedException, IOException {
        List<Upstream> upstreams = setting.upstreams.all();
        List<Branch> branches = setting.branches.all();
        Generation before = new Generation(run.db().tx(state::read).generation());
        Path folder = Files.createTempDirectory(setting.tmp, "upstream-");
        try {
            Documents.Folder files = new Documents.Folder(folder, setting.patience, clock);
            UpstreamSync each = new UpstreamSync(run, setting, before, files, new UpstreamSync.Progress(run));
            Map<String, Draft> drafts = new LinkedHashMap<>();
            for (Upstream upstream : upstreams) {
                each.read(upstream, branches)
                        .forEach(draft -> drafts.putIfAbsent(draft.version().name(), draft));
            }
            turn(run, before, inOrder(drafts, branches));
            run.write(tx -> {
                Sources.keepOnly(tx, upstreams.stream().map(Upstream::name).toList());
                return null;
            });
        } finally {
            clear(folder);
        }
    }

    /** By branch in the order of the file, of each the newest first and the head last: clients take the first. */
    private static List<Draft> inOrder(Map<String, Draft> drafts, List<Branch> branches) {
        List<String> names = branches.stream().map(Branch::name).toList();
        Comparator<Version> order = Comparator.<Version>comparingInt(version -> names.indexOf(version.branch()))
                .thenComparing(version -> Branch.isHead(version.name()))
                .thenComparing(version -> new Release(version.name()), Comparator.reverseOrder());
        return drafts.values().stream()
                .filter(draft -> names.contains(draft.version().branch()))
                .sorted(Comparator.comparing(Draft::version, order))
                .toList();
    }

    /** Writes the new generation and turns to it, unless it is as the one that counts. */
    private void turn(Portions.Run run, Generation before, List<Draft> drafts) {
        int targets = drafts.stream().mapToInt(draft -> draft.targets().size()).sum();
        if (run.db().tx(before::all).equals(drafts)) {
            LOG.info("the catalogue has {} versions with {} targets, as before", drafts.size(), targets);
            return;
        }
        Generation next = new Generation(run.number());
        next.write(run, drafts);
        run.write(tx -> {
            state.turn(tx, run.number(), next.number());
            return null;
        });
        LOG.info("the catalogue has {} versions with {} targets now", drafts.size(), targets);
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
