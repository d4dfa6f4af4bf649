package org.openztp.rollout;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.openztp.testkit.TestDb;

@Tag("alone")
class RolloutBenchOnH2IT extends RolloutBench {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2(folder);
    }
}
