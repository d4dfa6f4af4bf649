package org.openztp.journey;

import org.openztp.testkit.TestDb;

class NoTableScanOnMariaDbIT extends TableScanContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
