package org.openztp.firmware.store;

import org.openztp.testkit.TestDb;

class StoreOnMariaDbIT extends StoreContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
