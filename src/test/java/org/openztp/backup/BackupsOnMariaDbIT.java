package org.openztp.backup;

import org.openztp.testkit.TestDb;

class BackupsOnMariaDbIT extends BackupsContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
