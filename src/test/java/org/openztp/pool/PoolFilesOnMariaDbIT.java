package org.openztp.pool;

import org.openztp.testkit.TestDb;

class PoolFilesOnMariaDbIT extends PoolFilesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
