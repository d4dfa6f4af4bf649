package org.openztp.testkit;

import java.time.InstantSource;
import org.openztp.job.JobType;
import org.openztp.job.Next;
import org.openztp.testkit.MortalSsh.Killed;

/** A job whose server is killed while it works; the next server takes it up, as it takes up every job whose node is dead. */
public final class MortalJob {
    private KillSwitch kill = KillSwitch.never();
    private boolean isAtWork;
    private boolean wasKilled;

    /** From now on it works until this moment. */
    public void until(KillSwitch moment) {
        kill = moment;
        wasKilled = false;
    }

    public boolean wasKilled() {
        return wasKilled;
    }

    /** What ends it, for connections: nothing does while the job rests. */
    public KillSwitch killing() {
        return isAtWork ? kill : KillSwitch.never();
    }

    public JobType of(JobType real, InstantSource clock) {
        return new JobType() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public Next run(long id) throws Exception {
                isAtWork = true;
                try {
                    return real.run(id);
                } catch (Killed e) {
                    wasKilled = true;
                    kill = KillSwitch.never();
                    return Next.again(clock.instant());
                } finally {
                    isAtWork = false;
                }
            }
        };
    }
}
