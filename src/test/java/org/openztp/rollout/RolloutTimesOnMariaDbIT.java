package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutTimesOnMariaDbIT extends RolloutTimesContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.mariaDb();
    }
}
