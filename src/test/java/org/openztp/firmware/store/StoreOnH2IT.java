package org.openztp.firmware.store;

import org.openztp.testkit.TestDb;

class StoreOnH2IT extends StoreContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
