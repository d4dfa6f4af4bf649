package org.openztp.tailored;

import org.openztp.testkit.TestDb;

class ChoicesOnMariaDbIT extends ChoicesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
