package org.openztp.journey;

import org.openztp.testkit.TestDb;

class NoTableScanOnH2IT extends TableScanContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
