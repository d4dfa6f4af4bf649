package org.openztp.image.upstream.sync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.origin.Origin;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.image.upstream.origin.Unreachable;
import org.openztp.image.upstream.origin.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a sync that is about one upstream: read it, or keep what was known of it, and say how that went. */
final class UpstreamSync {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamSync.class);

    private final Portions.Run run;
    private final Sync.Setting setting;
    private final Generation before;
    private final Documents.Folder folder;
    private final Progress progress;

    UpstreamSync(
            Portions.Run run, Sync.Setting setting, Generation before, Documents.Folder folder, Progress progress) {
        this.run = run;
        this.setting = setting;
        this.before = before;
        this.folder = folder;
        this.progress = progress;
    }

    /** What the catalogue will have of it. */
    List<Draft> read(Upstream upstream, List<Branch> branches) throws InterruptedException {
        try (Origin origin = upstream.open()) {
            UpstreamReading reading = new UpstreamReading(upstream, files(upstream, origin), this::former, progress);
            List<Draft> drafts = reading.read(branches);
            tried(upstream, true, reading.faults());
            return drafts;
        } catch (Unreachable | Unfit e) {
            tried(upstream, false, List.of(e.getMessage() + "; what was known before stays"));
            return run.db().tx(tx -> before.of(tx, upstream.name()));
        }
    }

    private UpstreamFiles files(Upstream upstream, Origin origin) throws Unfit {
        Path keys = setting.upstreams().keys(upstream).orElse(null);
        return new UpstreamFiles(
                new Documents(run, origin, upstream.url(), folder),
                new DocumentRows(run),
                keys == null ? null : Signatures.by(keys, folder.clock()));
    }

    private Draft former(Version version) {
        return run.db()
                .tx(tx -> before.find(tx, version))
                .orElseGet(() -> new Draft(version, new LinkedHashMap<>(), new LinkedHashMap<>()));
    }

    private void tried(Upstream upstream, boolean synced, List<String> faults) {
        List<String> lines = new ArrayList<>(faults);
        lines.replaceAll(line -> line.replaceAll("\\p{Cntrl}", " "));
        lines.forEach(fault -> LOG.warn("upstream {}: {}", upstream.name(), fault));
        run.write(tx -> {
            Sources.tried(tx, upstream, folder.clock().instant(), synced, lines);
            return null;
        });
    }

    /** How far a sync is, told to whoever looks at its row. */
    static final class Progress implements UpstreamReading.Steps {
        private final Portions.Run run;
        private int total;
        private int done;

        Progress(Portions.Run run) {
            this.run = run;
        }

        @Override
        public synchronized void planned(int steps) {
            total += steps;
        }

        @Override
        public synchronized void done(String words) {
            done++;
            run.write(tx -> {
                run.state().progress(tx, run.number(), done, total, words);
                return null;
            });
        }
    }
}
