package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutsOnH2IT extends RolloutContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2();
    }
}
