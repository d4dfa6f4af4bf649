package org.openztp.pool;

import org.openztp.testkit.TestDb;

class PoolsOnMariaDbIT extends PoolsContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
