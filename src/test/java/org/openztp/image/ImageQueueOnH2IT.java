package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageQueueOnH2IT extends ImageQueueContract {
    @Override
    TestDb open() {
        return TestDb.h2();
    }
}
