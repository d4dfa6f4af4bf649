package org.openztp.device;

import org.openztp.testkit.TestDb;

class DevicesOnMariaDbIT extends DevicesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
