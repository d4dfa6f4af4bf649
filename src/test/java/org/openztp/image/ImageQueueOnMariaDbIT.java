package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageQueueOnMariaDbIT extends ImageQueueContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
