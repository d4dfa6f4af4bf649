package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImageBuildersOnMariaDbIT extends ImageBuildersContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
