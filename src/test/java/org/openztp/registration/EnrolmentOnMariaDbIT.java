package org.openztp.registration;

import org.openztp.testkit.TestDb;

class EnrolmentOnMariaDbIT extends EnrolmentContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
