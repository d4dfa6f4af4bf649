package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class RolloutBenchOnH2IT extends RolloutBench {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2(folder);
    }
}
