package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageScansOnH2IT extends ImageScansContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
