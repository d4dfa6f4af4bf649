package org.openztp.tailored;

import org.openztp.testkit.TestDb;

class TailoredOnMariaDbIT extends TailoredContract {
    @Override
    protected TestDb open() {
        return TestDb.mariaDb();
    }
}
