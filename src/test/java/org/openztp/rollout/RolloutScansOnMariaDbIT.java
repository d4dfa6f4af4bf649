package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutScansOnMariaDbIT extends RolloutScansContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.mariaDb();
    }
}
