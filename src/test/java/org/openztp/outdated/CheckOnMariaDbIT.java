package org.openztp.outdated;

import org.openztp.testkit.TestDb;

class CheckOnMariaDbIT extends CheckContract {
    @Override
    protected TestDb open() {
        return TestDb.mariaDb();
    }
}
