package org.openztp.backup;

import org.openztp.testkit.TestDb;

class BackupsOnH2IT extends BackupsContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
