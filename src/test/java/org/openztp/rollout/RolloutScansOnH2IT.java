package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutScansOnH2IT extends RolloutScansContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2();
    }
}
