package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageBuildersOnH2IT extends ImageBuildersContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
