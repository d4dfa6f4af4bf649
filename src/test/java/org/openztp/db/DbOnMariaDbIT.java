package org.openztp.db;

import org.openztp.testkit.TestDb;

class DbOnMariaDbIT extends DbContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
