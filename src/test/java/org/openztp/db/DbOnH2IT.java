package org.openztp.db;

import org.openztp.testkit.TestDb;

class DbOnH2IT extends DbContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
