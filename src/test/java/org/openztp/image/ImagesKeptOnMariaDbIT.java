package org.openztp.image;

import org.openztp.testkit.TestDb;

class ImagesKeptOnMariaDbIT extends ImagesKeptContract {
    @Override
    TestDb open() {
        return TestDb.mariaDb();
    }
}
