package org.openztp.signal;

import org.openztp.testkit.TestDb;

class SignalsOnMariaDbIT extends SignalsContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
