package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageScansOnMariaDbIT extends ImageScansContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
