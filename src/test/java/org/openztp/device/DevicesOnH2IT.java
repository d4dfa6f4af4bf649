package org.openztp.device;

import org.openztp.testkit.TestDb;

class DevicesOnH2IT extends DevicesContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
