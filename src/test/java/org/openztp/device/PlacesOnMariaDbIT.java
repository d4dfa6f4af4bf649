package org.openztp.device;

import org.openztp.testkit.TestDb;

class PlacesOnMariaDbIT extends PlacesContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
