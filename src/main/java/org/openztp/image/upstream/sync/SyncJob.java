package org.openztp.image.upstream.sync;

import java.io.IOException;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one job that brings the catalogue up to date. */
record SyncJob(Sync sync) implements JobType {
    static final String NAME = "upstream-sync";
    static final long ONLY = 1;
    private static final Logger LOG = LoggerFactory.getLogger(SyncJob.class);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Next run(long id) throws IOException, InterruptedException {
        try {
            sync.run();
        } catch (SyncState.Superseded e) {
            LOG.warn("the sync of the upstreams ends here: {}", e.getMessage());
        }
        return Next.done();
    }
}
