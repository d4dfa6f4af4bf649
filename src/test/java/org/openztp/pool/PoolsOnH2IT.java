package org.openztp.pool;

import org.openztp.testkit.TestDb;

class PoolsOnH2IT extends PoolsContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
