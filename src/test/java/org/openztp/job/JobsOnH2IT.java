package org.openztp.job;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openztp.testkit.TestDb;

class JobsOnH2IT extends JobsContract {
    @TempDir
    static Path folder;

    @Override
    TestDb openDb() {
        return TestDb.h2(folder);
    }

    @Test
    void whatAKilledServerHadBeenRunningIsTakenUpAtOnce() {
        Probe probe = new Probe();
        pick(probe, "killed", CLOCK.instant());
        node("a", probe);
        probe.awaitRuns(1, SOON);
        probe.staysAt(1);
    }
}
