package org.openztp.signal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.openztp.db.Db;
import org.openztp.job.JobType;
import org.openztp.job.Jobs;
import org.openztp.job.Recurring;

/** The parts of signals, put together. */
public final class Signalling {
    private final Db db;
    private final Outbox outbox;
    private final Channels channels;

    /** @param channels the caller's to close, after the jobs */
    public Signalling(Db db, Channels channels, Jobs jobs, InstantSource clock) {
        this.db = db;
        this.channels = channels;
        this.outbox = new Outbox(channels.targets(), jobs, clock);
    }

    public Outbox outbox() {
        return outbox;
    }

    /** What answers over HTTP. */
    public Object resource() {
        return new SignalsResource(db, outbox);
    }

    public JobType job(RandomGenerator random) {
        return new DeliveryJob(db, outbox, channels.targets(), channels, random);
    }

    /** Forgets what ended so long ago. */
    public Recurring pruning(Duration keep) {
        return new Recurring() {
            @Override
            public String name() {
                return "prune-signals";
            }

            @Override
            public Duration pause() {
                return Duration.ofHours(6);
            }

            @Override
            public void run() {
                db.run(tx -> outbox.prune(tx, outbox.now().minus(keep)));
            }
        };
    }
}
