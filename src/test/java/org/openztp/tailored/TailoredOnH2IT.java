package org.openztp.tailored;

import org.openztp.testkit.TestDb;

class TailoredOnH2IT extends TailoredContract {
    @Override
    protected TestDb open() {
        return TestDb.h2();
    }
}
