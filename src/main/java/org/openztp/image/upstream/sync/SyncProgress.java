package org.openztp.image.upstream.sync;

/** How far a sync is, told to whoever looks at its row. */
final class SyncProgress implements UpstreamReading.Steps {
    private final Portions.Run run;
    private int total;
    private int done;

    SyncProgress(Portions.Run run) {
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
