package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutTimesOnH2IT extends RolloutTimesContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2();
    }
}
