package org.openztp.signal;

import org.openztp.testkit.TestDb;

class SignalsOnH2IT extends SignalsContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
