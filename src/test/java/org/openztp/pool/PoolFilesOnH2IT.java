package org.openztp.pool;

import org.openztp.testkit.TestDb;

class PoolFilesOnH2IT extends PoolFilesContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
