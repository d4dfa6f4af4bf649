package org.openztp.registration;

import org.openztp.testkit.TestDb;

class EnrolmentOnH2IT extends EnrolmentContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
