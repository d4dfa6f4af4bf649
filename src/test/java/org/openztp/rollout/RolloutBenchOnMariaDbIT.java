package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutBenchOnMariaDbIT extends RolloutBench {
    @Override
    TestDb open(Path folder) {
        return TestDb.mariaDb();
    }
}
