package org.openztp.image.upstream.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openztp.db.DbThread;
import org.openztp.image.upstream.Branch;
import org.openztp.image.upstream.Version;
import org.openztp.image.upstream.origin.Selection;
import org.openztp.image.upstream.origin.Unfit;
import org.openztp.image.upstream.origin.Unreachable;
import org.openztp.image.upstream.origin.Upstream;

/**
 * All that is wanted of one upstream, read once. A target or an architecture that cannot be read whole stays as it was,
 * and is told of; when the upstream does not answer any more, all of it stays as it was. Used once.
 */
final class UpstreamReading {
    /** Asked for at once: most of the time goes by between asking and the answer. */
    private static final int AT_ONCE = 4;

    private static final int MOST_FAULTS = 50;

    private final Upstream upstream;
    private final UpstreamFiles files;
    private final Former former;
    private final Steps steps;
    private final List<String> faults = new ArrayList<>();
    private volatile Unreachable gone;

    UpstreamReading(Upstream upstream, UpstreamFiles files, Former former, Steps steps) {
        this.upstream = upstream;
        this.files = files;
        this.former = former;
        this.steps = steps;
    }

    /** What the catalogue had of a version before; without any targets where it had none. */
    interface Former {
        Draft of(Version version);
    }

    /** Is told how far it is. For several threads. */
    interface Steps {
        void planned(int steps);

        void done(String words);
    }

    /** One piece of it. */
    private interface Piece {
        void read() throws Unfit, Unreachable, InterruptedException;
    }

    /**
     * @throws Unreachable the upstream does not answer, or not any more
     * @throws Unfit it does not say what versions it has
     */
    List<Draft> read(List<Branch> branches) throws Unreachable, Unfit, InterruptedException {
        List<Draft> drafts = new ArrayList<>();
        List<Callable<Void>> pieces = new ArrayList<>();
        for (Version version : Selection.of(upstream, files.versions(), branches)) {
            Draft draft = new Draft(version, new LinkedHashMap<>(), new LinkedHashMap<>());
            Draft before = former.of(version);
            try {
                pieces.addAll(pieces(draft, before, targets(version, before)));
                drafts.add(draft);
            } catch (Unfit e) {
                fault(e.getMessage());
                drafts.add(before);
            }
        }
        steps.planned(pieces.size());
        carryOut(pieces);
        drafts.removeIf(draft -> draft.targets().values().stream().allMatch(target -> target == null));
        drafts.forEach(draft -> draft.targets().values().removeIf(target -> target == null));
        return drafts;
    }

    /** That the head of a branch is not there is nothing to tell: nobody has said that it is. */
    private Map<String, String> targets(Version version, Draft before) throws Unreachable, Unfit, InterruptedException {
        Optional<Map<String, String>> found = files.targets(version.path());
        if (found.isEmpty() && Branch.isHead(version.name()) && before.targets().isEmpty()) {
            return Map.of();
        }
        Map<String, String> targets = new LinkedHashMap<>(
                found.orElseThrow(() -> new Unfit(version.path() + "/.targets.json: there is no such file")));
        targets.keySet().removeIf(target -> !upstream.hasTarget(target));
        return targets;
    }

    /** Places are taken now, so that the order is the upstream's. */
    private List<Callable<Void>> pieces(Draft draft, Draft before, Map<String, String> targets) {
        List<Callable<Void>> pieces = new ArrayList<>();
        targets.forEach((target, architecture) -> {
            draft.targets().put(target, before.targets().get(target));
            pieces.add(() -> piece(draft, target, () -> target(draft, target, architecture)));
        });
        targets.values().stream().distinct().forEach(architecture -> {
            draft.feeds().put(architecture, before.feeds().getOrDefault(architecture, Map.of()));
            pieces.add(() -> piece(draft, architecture, () -> feeds(draft, architecture)));
        });
        return pieces;
    }

    private void target(Draft draft, String target, String architecture)
            throws Unfit, Unreachable, InterruptedException {
        Optional<Draft.Target> read = files.target(draft.version().path(), target, architecture);
        synchronized (this) {
            if (read.isPresent()) {
                draft.targets().put(target, read.get());
            } else if (draft.targets().get(target) != null) {
                throw new Unfit(draft.version().name() + " " + target + ": its profiles.json is gone");
            }
        }
    }

    private void feeds(Draft draft, String architecture) throws Unfit, Unreachable, InterruptedException {
        Map<String, Long> read = files.feeds(draft.version().path(), architecture);
        synchronized (this) {
            draft.feeds().put(architecture, read);
        }
    }

    private Void piece(Draft draft, String what, Piece piece) throws InterruptedException {
        if (gone != null) {
            return null;
        }
        try {
            piece.read();
        } catch (Unfit e) {
            fault(e.getMessage());
        } catch (Unreachable e) {
            gone = e;
        }
        steps.done(upstream.name() + " " + draft.version().name() + " " + what);
        return null;
    }

    private void carryOut(List<Callable<Void>> pieces) throws Unreachable, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, DbThread.named("ztp-upstream-"));
        try {
            for (Future<Void> piece : threads.invokeAll(pieces)) {
                piece.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }
        if (gone != null) {
            throw gone;
        }
    }

    private synchronized void fault(String words) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(words);
        }
    }

    /** What was not read, and why; a line each. */
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}
