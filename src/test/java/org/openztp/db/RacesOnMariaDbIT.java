package org.openztp.db;

import org.openztp.testkit.TestDb;

class RacesOnMariaDbIT extends RacesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
