package org.openztp.tailored;

import org.openztp.testkit.TestDb;

class ChoicesOnH2IT extends ChoicesContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
