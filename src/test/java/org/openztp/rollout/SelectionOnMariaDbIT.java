package org.openztp.rollout;

import java.nio.file.Path;
import org.openztp.testkit.TestDb;

class SelectionOnMariaDbIT extends SelectionContract {
    @Override
    TestDb open(Path folder) {
        return TestDb.mariaDb();
    }
}
