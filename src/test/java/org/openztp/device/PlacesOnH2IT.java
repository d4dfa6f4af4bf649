package org.openztp.device;

import org.openztp.testkit.TestDb;

class PlacesOnH2IT extends PlacesContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
