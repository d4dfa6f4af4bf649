package org.openztp.outdated;

import org.openztp.testkit.TestDb;

class CheckOnH2IT extends CheckContract {
    @Override
    protected TestDb open() {
        return TestDb.h2();
    }
}
