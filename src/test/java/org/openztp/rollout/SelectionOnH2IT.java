package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class SelectionOnH2IT extends SelectionContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.h2();
    }
}
